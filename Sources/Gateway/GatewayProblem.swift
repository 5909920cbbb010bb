import Hub
import JSON
import LiveProtocol
import Wire

/// What the gateway itself answers with instead of handing a request on (RFC 9457).
struct GatewayProblem: Error, Equatable {
    let status: Int
    /// What programs switch on.
    let code: String
    /// What happened, for people.
    let detail: String
    var isRetryable = false
    var fields: HTTPFields = [:]
    /// What is wrong with the query.
    var mistakes: [QueryMistake] = []

    /// The response to a request; to one that could not be read without it.
    func response(to request: HTTPRequest? = nil) -> HTTPResponse {
        response(to: RequestName(of: request))
    }

    /// The response to the request of this name.
    func response(to name: RequestName) -> HTTPResponse {
        let body = JSONWriter.object { json in
            json.member("type", "urn:flighthub:problem:\(code)")
            json.member("title", HTTPResponse.reason(status))
            json.member("status", status)
            json.member("detail", detail)
            if let path = name.path { json.member("instance", path) }
            json.member("code", code)
            json.member("requestId", name.id)
            json.member("retryable", isRetryable)
            if !mistakes.isEmpty {
                json.member(
                    "errors",
                    array: { json in
                        for mistake in mistakes { mistake.write(to: &json) }
                    })
            }
        }
        var fields = fields
        fields["X-Request-Id"] = name.id
        fields["Content-Type"] = "application/problem+json"
        fields["Cache-Control"] = "no-store"
        return HTTPResponse(status: status, fields: fields, body: body)
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
        detail: "This user has too many connections open.", isRetryable: true,
        fields: ["Retry-After": "5"])
    static let wrongHost = Self(
        status: 421, code: "MISDIRECTED_REQUEST",
        detail: "The Host field names another host than this one.")
    static let badForwarded = Self(
        status: 400, code: "MALFORMED_REQUEST", detail: "HTTP: the Forwarded field is malformed.")

    /// A query that breaks rules, of which there is one at least.
    static func badQuery(_ mistakes: [QueryMistake]) -> Self {
        let onlyMissing = mistakes.allSatisfy { $0.code == .missing }
        let first = mistakes.first.map { "\($0.parameter): \($0.detail)" } ?? ""
        let others = mistakes.count > 1 ? ", and \(mistakes.count - 1) more" : ""
        var problem = Self(
            status: 400, code: onlyMissing ? "MISSING_FIELDS" : "VALIDATION_ERROR",
            detail: first + others + ".")
        problem.mistakes = mistakes
        return problem
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
        case 405: "METHOD_NOT_ALLOWED"
        case 413: "CONTENT_TOO_LARGE"
        case 414, 431: "HEAD_TOO_LARGE"
        case 426: "UPGRADE_REQUIRED"
        case 501, 505: "NOT_IMPLEMENTED"
        default: "MALFORMED_REQUEST"
        }
    }

    init(_ error: WebSocketHandshakeError) {
        self.init(
            status: error.status, code: Self.code(of: error.status),
            detail: "WebSocket: \(error.message).", fields: error.fields)
    }

    init(_ refusal: AuthenticationRefusal) {
        switch refusal {
        case .unavailable: self = .away("The credential cannot be checked now.")
        case .expired: self = .unauthenticated("TOKEN_EXPIRED", "The credential has expired.")
        case .invalid: self = .unauthenticated("UNAUTHENTICATED", "The credential is not valid.")
        }
    }

    /// Why a stream did not begin, as the hub said by a close code; `topic` is the one at fault.
    init(refusing code: CloseCode, topic: String?) {
        switch code {
        case .credentialsEnded:
            self = .unauthenticated(
                "UNAUTHENTICATED",
                topic.map { "The topic \($0) is only for those signed in." }
                    ?? "The credential is not valid any more.")
        case .forbidden:
            let topic = topic.map { "The topic \($0)" } ?? "A topic"
            self.init(status: 403, code: "FORBIDDEN", detail: "\(topic) is not for this client.")
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
