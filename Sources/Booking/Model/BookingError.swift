/// Why a use case did not do what was asked.
///
/// Nothing was changed then.
package enum BookingError: Error, Hashable, Sendable {
    /// A part of the request that is missing or wrong.
    package struct Violation: Hashable, Sendable {
        /// A JSON pointer into the request's body, such as `/passengers/0/bornOn`.
        package let pointer: String
        /// The rule that it breaks.
        package let detail: String

        /// A broken rule.
        package init(_ pointer: String, _ detail: String) {
            self.pointer = pointer
            self.detail = detail
        }
    }

    /// The request breaks rules; at least one.
    case invalid([Violation])
    /// The caller's role may not do this.
    case forbidden(String)

    case flightNotFound
    /// The flight's status or time does not allow it any more.
    case flightNotBookable(FlightStatus)
    /// The flight has no such seats.
    case seatNotFound([SeatDesignator])
    /// Others hold these seats, or they are not for sale.
    case seatTaken([SeatDesignator])
    case lockNotFound
    case lockExpired

    /// The total is not what the caller expected.
    case priceChanged(newTotal: Money)
    /// There is none, or the caller may not see it: the two are not told apart.
    case bookingNotFound
    case alreadyCancelled
    case bookingExpired
    case alreadyPaid
    /// The state of the booking or its flight does not allow it, with the reason.
    case stateConflict(String)

    case paymentNotFound
    /// The payment's amount is not what is due.
    case paymentAmountMismatch(due: Money)
    /// The agency's account does not hold enough.
    case insufficientBalance
    /// The booking cannot be paid in this way, with the reason.
    case paymentMethodUnavailable(String)
    case agencyNotFound

    case illegalTransition(from: FlightStatus, to: FlightStatus)
    /// The caller changed another version than the current one.
    case versionMismatch(current: Int64)

    /// A request with the same idempotency key is being worked on.
    case idempotencyInProgress
    /// The idempotency key belongs to another request.
    case idempotencyKeyReused

    /// The database is away, too slow or too busy; whether the change happened is unknown only
    /// when the connection was lost during COMMIT: a repeat with the same idempotency key tells.
    case unavailable
    /// The database refused what it was asked: a fault of ours, or of its schema, which trying again
    /// does not mend. Nothing has happened.
    case internalError
}

extension BookingError {
    /// The problem code that clients see.
    package var code: String {
        switch self {
        case .invalid: "VALIDATION_ERROR"
        case .forbidden: "FORBIDDEN"
        case .flightNotFound: "FLIGHT_NOT_FOUND"
        case .flightNotBookable: "FLIGHT_NOT_BOOKABLE"
        case .seatNotFound: "SEAT_NOT_FOUND"
        case .seatTaken: "SEAT_TAKEN"
        case .lockNotFound: "LOCK_NOT_FOUND"
        case .lockExpired: "LOCK_EXPIRED"
        case .priceChanged: "PRICE_CHANGED"
        case .bookingNotFound: "BOOKING_NOT_FOUND"
        case .alreadyCancelled: "ALREADY_CANCELLED"
        case .bookingExpired: "BOOKING_EXPIRED"
        case .alreadyPaid: "ALREADY_PAID"
        case .stateConflict: "BOOKING_STATE_CONFLICT"
        case .paymentNotFound: "PAYMENT_NOT_FOUND"
        case .paymentAmountMismatch: "PAYMENT_AMOUNT_MISMATCH"
        case .insufficientBalance: "PAYMENT_FAILED"
        case .paymentMethodUnavailable: "PAYMENT_METHOD_UNAVAILABLE"
        case .agencyNotFound: "AGENCY_NOT_FOUND"
        case .illegalTransition: "ILLEGAL_TRANSITION"
        case .versionMismatch: "VERSION_MISMATCH"
        case .idempotencyInProgress: "IDEMPOTENCY_IN_PROGRESS"
        case .idempotencyKeyReused: "IDEMPOTENCY_KEY_REUSED"
        case .unavailable: "SERVICE_UNAVAILABLE"
        case .internalError: "INTERNAL_ERROR"
        }
    }

    /// What happened, in a sentence for a person.
    package var message: String {
        switch self {
        case .invalid(let violations): violations.first?.detail ?? "The request is not valid."
        case .forbidden(let reason): reason
        case .flightNotFound: "There is no such flight."
        case .flightNotBookable(let status):
            "The flight can no longer be booked (status \(status.rawValue))."
        case .seatNotFound(let seats): "The flight has no seat \(Self.list(seats))."
        case .seatTaken(let seats): "Not available: \(Self.list(seats))."
        case .lockNotFound: "There is no such seat lock of yours."
        case .lockExpired: "The seat lock has lapsed."
        case .priceChanged(let total): "The total is \(total)."
        case .bookingNotFound: "There is no such booking."
        case .alreadyCancelled: "The booking is cancelled already."
        case .bookingExpired: "The booking was not paid in time."
        case .alreadyPaid: "The booking is paid already."
        case .stateConflict(let reason): reason
        case .paymentNotFound: "There is no such payment."
        case .paymentAmountMismatch(let due): "The amount due is \(due)."
        case .insufficientBalance: "The agency's balance does not suffice."
        case .paymentMethodUnavailable(let reason): reason
        case .agencyNotFound: "There is no such agency."
        case .illegalTransition(let from, let to):
            "A flight cannot go from \(from.rawValue) to \(to.rawValue)."
        case .versionMismatch(let current): "The current version is \(current)."
        case .idempotencyInProgress: "A request with this Idempotency-Key is in progress."
        case .idempotencyKeyReused: "This Idempotency-Key belongs to another request."
        case .unavailable: "The database cannot be reached now; try again."
        case .internalError: "The server failed at this; trying again does not help."
        }
    }

    private static func list(_ seats: [SeatDesignator]) -> String {
        seats.map(\.description).joined(separator: ", ")
    }
}
