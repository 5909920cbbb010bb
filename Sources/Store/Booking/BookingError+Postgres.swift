import Booking

extension BookingError {
    /// What a failure of the database means to whoever asked for a change.
    init(_ error: PostgresError) {
        switch error {
        case .server(let refusal) where refusal.state == .checkViolation:
            self = refusal.constraint == ServerError.balance ? .insufficientBalance : .internalError
        case .server(let refusal) where refusal.state == .keyInUse:
            self = .idempotencyInProgress
        case .server(let refusal) where refusal.constraint == "payment_standing":
            self = .alreadyPaid
        case .server(let refusal) where refusal.state == .characterNotInRepertoire:
            self = .invalid([Violation("", "Text may not hold the character U+0000.")])
        default: self = error.isLasting ? .internalError : .unavailable
        }
    }
}

extension BookingError {
    /// The same of an error that a transaction threw.
    init(of error: any Error) {
        self = (error as? PostgresError).map { BookingError($0) } ?? .unavailable
    }
}

extension PostgresError {
    /// Whether the whole transaction may be run again: it lost a race, and changed nothing.
    var callsForAnotherRun: Bool {
        switch state {
        case .serializationFailure, .deadlockDetected, .rowsMissed: true
        case .uniqueViolation: constraint == "booking_pnr"
        default: false
        }
    }
}

/// The codes that the functions of migration 0022 raise.
extension SQLState {
    /// Another transaction holds the idempotency key.
    fileprivate static let keyInUse = SQLState("FH002")
    /// A row was not as the transaction had read it.
    fileprivate static let rowsMissed = SQLState("FH003")
}
