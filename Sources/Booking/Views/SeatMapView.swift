import Events
package import JSON

/// How a flight's seats are shown: the state behind `seats:`.
package enum SeatMapView {
    /// Writes what everyone may know of a seat: who holds it is not part of it.
    package static func members(_ seat: Seat, in json: inout JSONWriter) {
        json.member("designator", seat.designator.description)
        json.member("cabin", seat.cabin.rawValue)
        json.member("state", seat.holding.state.rawValue)
        json.member("version", seat.version)
        json.member("expiresAt", ifPresent: seat.holding.expiresAt)
    }

    /// The map as one object; `cabin` leaves out the others.
    package static func object(_ map: SeatMap, only cabin: Cabin? = nil) -> [UInt8] {
        let layout = AircraftType.known[map.flight.aircraftType]?.layout
        let cabins = Set(map.seats.map(\.cabin)).sorted().filter { cabin == nil || $0 == cabin }
        return JSONWriter.object(capacity: 256 + 112 * map.seats.count) { json in
            json.member("flightId", map.flight.id.description)
            json.member("flightNumber", map.flight.flightNumber)
            json.member("version", map.version)
            json.member(
                "cabins",
                array: { json in
                    for cabin in cabins {
                        let section = layout?.sections.first { $0.cabin == cabin }
                        json.object { members(cabin, of: map, blocks: section?.blocks, in: &$0) }
                    }
                })
        }
    }

    private static func members(
        _ cabin: Cabin, of map: SeatMap, blocks: [String]?, in json: inout JSONWriter
    ) {
        let seats = map.seats.filter { $0.cabin == cabin }
        let columns = String(Set(seats.map(\.designator.column)).sorted())
        json.member("cabin", cabin.rawValue)
        if let fare = map.flight.fare(in: cabin) { json.member("price", fare) }
        json.member(
            "rows",
            array: { json in
                for row in Set(seats.map(\.designator.row)).sorted() {
                    let abreast = seats.filter { $0.designator.row == row }
                    json.object { json in
                        json.member("row", row)
                        // An aisle lies between two sections.
                        json.member(
                            "sections",
                            array: { json in
                                for block in blocks ?? [columns] {
                                    section(
                                        abreast.filter { block.contains($0.designator.column) },
                                        &json)
                                }
                            })
                    }
                }
            })
    }

    private static func section(_ seats: [Seat], _ json: inout JSONWriter) {
        json.object { json in
            json.member(
                "elements",
                array: { json in
                    for seat in seats {
                        json.object { json in
                            json.member("type", "seat")
                            members(seat, in: &json)
                        }
                    }
                })
        }
    }
}
