import Events

/// Finds seats to book, spread over flights so that bookings do not wait for each other's rows.
struct SeatSupply {
    let api: BookingAPI
    let airline: String?

    /// `count` free seats of one airline's flights in the coming two weeks, and that airline.
    func find(_ count: Int) async throws -> (airline: String, seats: [FreeSeat]) {
        let today = CivilDate(WallClock.now).daysSince1970
        var chosen = airline
        var seats: [FreeSeat] = []
        for day in 2...15 {
            let date = CivilDate(daysSince1970: today + Int64(day))
            let flights = try await api.flights(on: date, of: chosen)
            if chosen == nil { chosen = Self.mostFrequent(flights.map(\.airline)) }
            for flight in flights where flight.airline == chosen {
                seats += try await api.freeSeats(of: flight.id)
                if let chosen, seats.count >= 2 * count {
                    return (chosen, Array(seats.shuffled().prefix(count)))
                }
            }
        }
        guard let chosen, seats.count >= count else { throw SeatShortage(found: seats.count) }
        return (chosen, Array(seats.shuffled().prefix(count)))
    }

    /// `count` flights of the coming two weeks, those with the most free seats of their days.
    func flights(_ count: Int) async throws -> [ListedFlight] {
        let today = CivilDate(WallClock.now).daysSince1970
        var found: [ListedFlight] = []
        for day in 2...15 where found.count < count {
            found += try await api.flights(
                on: CivilDate(daysSince1970: today + Int64(day)), of: airline
            ).filter { $0.available > 0 }
        }
        guard found.count >= count else {
            throw FlightShortage(found: found.count, wanted: count)
        }
        return Array(found.sorted { $0.available > $1.available }.prefix(count))
    }

    private static func mostFrequent(_ airlines: [String]) -> String? {
        Dictionary(grouping: airlines, by: { $0 })
            .max { ($0.value.count, $1.key) < ($1.value.count, $0.key) }?.key
    }
}

/// The hub has too few free seats for the run.
struct SeatShortage: Error, CustomStringConvertible {
    let found: Int

    var description: String {
        "only \(found) free seats found: shorten the run, or name another --airline"
    }
}

/// The hub has too few flights for the run.
struct FlightShortage: Error, CustomStringConvertible {
    let found: Int
    let wanted: Int

    var description: String {
        "\(wanted) flights with free seats are wanted, and only \(found) found"
    }
}
