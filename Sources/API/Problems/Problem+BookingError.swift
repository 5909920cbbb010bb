import Booking
import Events
import JSON
import Wire

extension Problem {
    /// The problem of a booking's error; codes and sentences are Booking's.
    init(_ error: BookingError) {
        self.init(Self.status(of: error), error.code, error.message)
        switch error {
        case .invalid(let violations):
            errors = violations.map { violation in
                FieldError(
                    place: .body(pointer: violation.pointer), code: .outOfRange,
                    detail: violation.detail)
            }
        case .seatTaken(let seats), .seatNotFound(let seats): extend("seats", seats)
        case .priceChanged(let total): extend("newTotal", total)
        case .paymentAmountMismatch(let due): extend("due", due)
        case .versionMismatch(let current):
            fields["ETag"] = Call.tag(of: current)
        case .idempotencyInProgress:
            retryable = true
            fields["Retry-After"] = "1"
        case .unavailable: self = .unavailable
        case .internalError: self = .internalError
        case .forbidden, .flightNotFound, .flightNotBookable, .lockNotFound, .lockExpired,
            .bookingNotFound, .alreadyCancelled, .bookingExpired, .alreadyPaid, .paymentNotFound,
            .insufficientBalance, .paymentMethodUnavailable, .agencyNotFound, .illegalTransition,
            .stateConflict, .idempotencyKeyReused:
            break
        }
    }

    private static func status(of error: BookingError) -> Int {
        switch error {
        case .invalid: 400
        case .insufficientBalance: 402
        case .forbidden: 403
        case .flightNotFound, .seatNotFound, .lockNotFound, .bookingNotFound, .paymentNotFound,
            .agencyNotFound:
            404
        case .flightNotBookable, .seatTaken, .lockExpired, .priceChanged, .alreadyCancelled,
            .bookingExpired, .alreadyPaid, .stateConflict, .illegalTransition,
            .idempotencyInProgress:
            409
        case .versionMismatch: 412
        case .paymentAmountMismatch, .paymentMethodUnavailable, .idempotencyKeyReused: 422
        case .unavailable: 503
        case .internalError: 500
        }
    }

    private mutating func extend(_ name: String, _ seats: [SeatDesignator]) {
        var json = JSONWriter()
        json.beginArray()
        for seat in seats { json.string(seat.description) }
        json.endArray()
        extensions.append((name, json.bytes))
    }

    private mutating func extend(_ name: String, _ money: Money) {
        extensions.append(
            (
                name,
                JSONWriter.object { json in
                    json.member("amount", money.amount)
                    json.member("currency", money.currency.description)
                }
            ))
    }
}
