import JSON

/// The seats of a seat map, as REST and snapshots show it.
enum SeatMapReading {
    /// What everyone may know of a seat.
    struct Seat: Equatable, Sendable {
        let designator: String
        let state: String
        let version: Int64

        init(designator: String, state: String, version: Int64) {
            self.designator = designator
            self.state = state
            self.version = version
        }

        /// Reads an element of the map, or the data of a seat's event.
        init?(_ json: JSONValue) {
            guard let designator = json["designator"]?.asString,
                let state = json["state"]?.asString, let version = json["version"]?.asInteger
            else { return nil }
            self.init(designator: designator, state: state, version: version)
        }
    }

    /// Every seat of the map, in its order; none for the map of what does not exist.
    static func seats(of map: JSONValue) -> [Seat] {
        (map["cabins"]?.asArray ?? []).flatMap(seats(ofCabin:))
    }

    /// Every seat of one of its cabins.
    static func seats(ofCabin cabin: JSONValue) -> [Seat] {
        (cabin["rows"]?.asArray ?? []).flatMap { $0["sections"]?.asArray ?? [] }
            .flatMap { $0["elements"]?.asArray ?? [] }.compactMap { Seat($0) }
    }
}
