/// A seat that can be booked.
struct FreeSeat: Sendable, Equatable {
    let flight: String
    let designator: String
    let amount: String
    let currency: String
    /// Rises by one with each change of the seat.
    let version: Int64

    /// Its place, which stays the same while all else changes.
    var place: SeatPlace { SeatPlace(flight: flight, designator: designator) }
}

/// A seat of a flight.
struct SeatPlace: Hashable, Sendable, CustomStringConvertible {
    let flight: String
    let designator: String

    var description: String { "\(designator) of flight \(flight)" }
}
