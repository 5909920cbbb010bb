import Hub
import LiveProtocol
import Wire

/// What the gateway itself answers with instead of handing a request on (RFC 9457).
struct GatewayProblem: Error, Equatable {
    let status: Int
    /// What programs switch on.
    let code: String
    /// What happened; a text of ours without quotes or backslashes, so that it needs no escapes.
    let detail: String
    var isRetryable = false
    var fields: HTTPFields = [:]

    /// The response.
    var response: HTTPResponse {
        let body = """
            {"type":"urn:flighthub:problem:\(code)","title":"\(HTTPResponse.reason(status))",\
            "status":\(status),"detail":"\(detail)","code":"\(code)","retryable":\(isRetryable)}
            """
        var fields = fields
        fields["Content-Type"] = "application/problem+json"
        fields["Cache-Control"] = "no-store"
        return HTTPResponse(status: status, fields: fields, body: Array(body.utf8))
    }

    static let headTooSlow = Self(
        status: 408, code: "REQUEST_TIMEOUT", detail: "The request did not come in time.")
    static let plainRequest = Self(
        status: 400, code: "TLS_REQUIRED",
        detail: "This port speaks TLS: ask again with https or wss.")
    static let credentialInQuery = Self(
        status: 400, code: "CREDENTIAL_IN_QUERY",
        detail: "A token does not belong into an address: send it as Authorization or use a ticket."
    )
    static let foreignOrigin = Self(
        status: 403, code: "ORIGIN_NOT_ALLOWED",
        detail: "A ticket is taken only from pages of this host or of the origins allowed.")
    static let tooManyOfUser = Self(
        status: 429, code: "TOO_MANY_CONNECTIONS",
        detail: "This user has too many connections open.", isRetryable: true)
    static let wrongHost = Self(
        status: 421, code: "MISDIRECTED_REQUEST",
        detail: "The Host field names another host than this one.")
    static let forbiddenTopic = Self(
        status: 403, code: "FORBIDDEN", detail: "A topic is not for this client.")

    /// A query that breaks a rule; `detail` names the parameter.
    static func badQuery(_ detail: String) -> Self {
        Self(status: 400, code: "VALIDATION_ERROR", detail: detail)
    }

    static let busy = away("The server has no room for another connection now.")
    static let draining = away("The server is going away.")
    static let starting = away("The server does not know its place in the history yet.")

    private static func away(_ detail: String) -> Self {
        Self(
            status: 503, code: "UNAVAILABLE", detail: detail, isRetryable: true,
            fields: ["Retry-After": "1"])
    }

    init(
        status: Int, code: String, detail: String, isRetryable: Bool = false,
        fields: HTTPFields = [:]
    ) {
        self.status = status
        self.code = code
        self.detail = detail
        self.isRetryable = isRetryable
        self.fields = fields
    }

    init(_ error: HTTPError) {
        self.init(
            status: error.status, code: Self.code(of: error.status),
            detail: "HTTP: \(error.message).")
    }

    private static func code(of status: Int) -> String {
        switch status {
        case 413: "CONTENT_TOO_LARGE"
        case 414, 431: "HEAD_TOO_LARGE"
        case 501, 505: "NOT_IMPLEMENTED"
        default: "MALFORMED_REQUEST"
        }
    }

    init(_ error: WebSocketHandshakeError) {
        self.init(
            status: error.status,
            code: error.status == 426 ? "UPGRADE_REQUIRED" : "MALFORMED_REQUEST",
            detail: "WebSocket: \(error.message).", fields: error.fields)
    }

    init(_ refusal: AuthenticationRefusal) {
        switch refusal {
        case .unavailable: self = .away("The credential cannot be checked now.")
        case .expired: self = .unauthenticated("TOKEN_EXPIRED", "The credential has expired.")
        case .invalid: self = .unauthenticated("UNAUTHENTICATED", "The credential is not valid.")
        }
    }

    /// Why a stream did not begin, as the hub said by a close code.
    init(refusing code: CloseCode) {
        switch code {
        case .credentialsEnded:
            self = .unauthenticated("UNAUTHENTICATED", "A topic is only for those signed in.")
        case .forbidden: self = .forbiddenTopic
        case .serviceRestart: self = .draining
        default: self = .away("The topics cannot be checked now.")
        }
    }

    /// No credential, where one is demanded.
    static let anonymous = unauthenticated("UNAUTHENTICATED", "This server demands a credential.")

    private static func unauthenticated(_ code: String, _ detail: String) -> Self {
        Self(status: 401, code: code, detail: detail, fields: ["WWW-Authenticate": "Bearer"])
    }
}
