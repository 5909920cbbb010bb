import Events

/// Finds flights to book on, enough of them that bookings do not wait for each other's rows.
struct SeatSupply {
    let api: BookingAPI
    let airline: String?

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
}

/// The hub has too few flights for the run.
struct FlightShortage: Error, CustomStringConvertible {
    let found: Int
    let wanted: Int

    var description: String {
        "\(wanted) flights with free seats are wanted, and only \(found) found"
    }
}
