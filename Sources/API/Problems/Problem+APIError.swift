import Accounts
import Booking
import Events
import Wire

extension Problem {
    /// The problem of an error.
    init(_ error: APIError) {
        switch error {
        case .malformed(let why): self.init(400, "MALFORMED_REQUEST", why)
        case .unsupportedMediaType:
            self.init(415, "UNSUPPORTED_MEDIA_TYPE", "The body must be application/json.")
        case .invalid(let errors):
            let onlyMissing = errors.allSatisfy { $0.code == .missing }
            self.init(
                400, onlyMissing ? "MISSING_FIELDS" : "VALIDATION_ERROR",
                errors.count == 1 ? "One field is wrong." : "\(errors.count) fields are wrong.")
            self.errors = errors
        case .noRoute: self.init(404, "NOT_FOUND", "Nothing is under this path.")
        case .notFound(let code, let detail): self.init(404, code, detail)
        case .methodNotAllowed(let allowed):
            self.init(405, "METHOD_NOT_ALLOWED", "This path does not take that method.")
            fields["Allow"] = allowed.joined(separator: ", ")
        case .forbidden: self.init(403, "FORBIDDEN", "This account may not do that.")
        case .foreignOrigin:
            self.init(
                403, "ORIGIN_NOT_ALLOWED",
                "A refresh cookie is taken only from pages of this host or of CORS_ORIGINS.")
        case .preconditionFailed:
            self.init(412, "PRECONDITION_FAILED", "It has changed since the version in If-Match.")
        case .historyLost:
            self.init(
                410, "HISTORY_LOST", "Events after this cursor are gone: read the state again.")
        case .account(let error): self.init(error)
        case .booking(let error): self.init(error)
        case .storeFailed(let failure):
            switch failure {
            case .unavailable, .leaseLost: self = .unavailable
            case .refused: self = .internalError
            }
        }
    }

    /// The problem of an account's error.
    init(_ error: AccountError) {
        switch error {
        case .emailTaken: self.init(409, "EMAIL_TAKEN", "Another account has this address.")
        case .invalidCredentials:
            self.init(401, "INVALID_CREDENTIALS", "The address or the password is wrong.")
        case .tooManyAttempts(let seconds):
            self.init(429, "RATE_LIMIT_EXCEEDED", "Too many logins; try again in \(seconds) s.")
            retryable = true
            fields["Retry-After"] = String(seconds)
        case .unauthenticated:
            self.init(401, "UNAUTHENTICATED", "A valid access token is needed.")
            fields["WWW-Authenticate"] = "Bearer"
        case .tokenExpired:
            self.init(401, "TOKEN_EXPIRED", "The token has expired.")
            fields["WWW-Authenticate"] = Self.invalidToken
        case .tokenRevoked:
            self.init(401, "TOKEN_REVOKED", "The session of this token has ended.")
            fields["WWW-Authenticate"] = Self.invalidToken
        case .refreshReused:
            self.init(
                401, "REFRESH_REUSED", "This refresh token was used before; its session has ended.")
        case .unavailable: self = .unavailable
        case .internalError: self = .internalError
        }
    }

    /// Something behind the API does not answer now.
    static var unavailable: Problem {
        var problem = Problem(503, "SERVICE_UNAVAILABLE", "Not available now; try again shortly.")
        problem.retryable = true
        problem.fields["Retry-After"] = "1"
        return problem
    }

    /// A fault of ours: asking again does not help, and why is for the log alone.
    static var internalError: Problem {
        Problem(500, BookingError.internalError.code, BookingError.internalError.message)
    }

    /// The challenge of RFC 6750 section 3.1.
    private static let invalidToken = "Bearer error=\"invalid_token\""
}
