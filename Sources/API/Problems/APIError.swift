import Accounts
import Booking
import Events

/// Why an endpoint did not do what was asked.
enum APIError: Error, Sendable {
    /// The body is no JSON text.
    case malformed(String)
    /// The body is of another media type.
    case unsupportedMediaType
    /// Fields of the body, or query parameters, are wrong.
    case invalid([FieldError])
    /// Nothing is under this path.
    case noRoute
    /// The path names something that there is not.
    case notFound(_ code: String, _ detail: String)
    /// Something is, but not for this method.
    case methodNotAllowed([String])
    /// The caller has no right to it.
    case forbidden
    /// A cookie came from a page that is not ours.
    case foreignOrigin
    /// The entity is not of the version that `If-Match` names.
    case preconditionFailed
    /// The cursor is of another history, older than what is kept of this one, or ahead of it.
    case historyLost
    case account(AccountError)
    case booking(BookingError)
    case storeFailed(StoreFailure)
}
