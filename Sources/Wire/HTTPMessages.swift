/// The methods that the hub knows; any other is answered with 501.
package enum HTTPMethod: String, Sendable, CaseIterable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
    case options = "OPTIONS"
}

/// A whole request: head and body.
package struct HTTPRequest: Sendable, Equatable {
    /// What is asked for.
    package var method: HTTPMethod
    /// The path, percent-decoded but for `%2F`, without query: `/api/v1/flights`.
    package var path: String
    /// What follows the question mark, as it came; empty when there is none.
    package var query: String
    /// The header fields.
    package var fields: HTTPFields
    /// The body; empty when there is none.
    package var body: [UInt8]
    /// The client's address, without port: the peer's, or what a proxy that is trusted says;
    /// nil on a unix socket.
    package var peer: String?
    /// Whether the client came by TLS, to us or to a proxy that is trusted.
    package var isSecure = false

    /// A request with these parts.
    package init(
        method: HTTPMethod, path: String, query: String = "", fields: HTTPFields = [:],
        body: [UInt8] = [], peer: String? = nil
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.fields = fields
        self.body = body
        self.peer = peer
    }
}

/// A whole response; `Content-Length`, `Date` and `Connection` are the gateway's to write.
package struct HTTPResponse: Sendable, Equatable {
    /// The status code.
    package var status: Int
    /// The header fields.
    package var fields: HTTPFields
    /// The body; not sent in answer to HEAD, but counted.
    package var body: [UInt8]

    /// A response with these parts.
    package init(status: Int, fields: HTTPFields = [:], body: [UInt8] = []) {
        self.status = status
        self.fields = fields
        self.body = body
    }
}

/// Answers requests.
///
/// Called on the loop that owns the connection; an answer may take its time (`await`), but never
/// blocks the thread. One request of a connection is answered before the next is asked.
package protocol HTTPHandler: Sendable {
    /// The answer to `request`; every failure is an answer as well.
    func respond(to request: HTTPRequest) async -> HTTPResponse
}
