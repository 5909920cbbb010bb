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
