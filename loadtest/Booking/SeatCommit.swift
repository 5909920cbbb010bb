import Events

/// A change of a seat that the hub has acknowledged to an agent.
struct SeatCommit: Sendable, Equatable {
    /// What became of the seat; the first two are both `seat:locked` on `seats:` topics.
    enum Change: Sendable, Equatable {
        /// Locked for an agent.
        case locked
        /// Held by an unpaid booking.
        case held
        /// Sold.
        case booked
        /// Free again.
        case released
    }

    let seat: SeatPlace
    let change: Change
    /// The seat's version after it, by which its event is known; nil when that is in doubt.
    let version: Int64?
    /// The booking; nil for a lock.
    let booking: String?
    /// The hub's clock right after COMMIT.
    let committedAt: Timestamp
}
