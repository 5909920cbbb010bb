/// The flights have fewer free seats than there are journeys.
struct RushShortage: Error, CustomStringConvertible {
    let seats: Int
    let journeys: Int
    let flights: Int

    var description: String {
        let needed = flights * journeys / max(1, seats) + 1
        return """
            \(journeys) journeys are too many for the \(seats) free seats of \(flights) flights: \
            take \(needed) flights, or a lower rate, or less time
            """
    }
}
