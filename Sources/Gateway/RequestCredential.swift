import Wire

/// What a client says in a request to prove who it is.
enum RequestCredential: Equatable {
    case none
    case token(String)
    case ticket(String)

    /// Checks that no token stands in the address, and where a ticket comes from.
    init(of request: HTTPRequest, origins: Set<String>) throws(GatewayProblem) {
        guard !Self.hasToken(request.query) else { throw .credentialInQuery }
        if let token = Self.bearer(request.fields["Authorization"]) {
            self = .token(token)
        } else if let ticket = PercentEncoding.value(of: "ticket", in: request.query) {
            guard Self.isAllowed(request, origins) else { throw .foreignOrigin }
            self = .ticket(ticket)
        } else {
            self = .none
        }
    }

    /// A token in an address ends in logs and histories; so does what only looks like one.
    private static func hasToken(_ query: String) -> Bool {
        if query.isEmpty { return false }
        let names = ["token", "access_token", "jwt", "authorization"]
        if names.contains(where: { PercentEncoding.value(of: $0, in: query) != nil }) {
            return true
        }
        return query.split(separator: "&").contains { pair in
            let value = pair.split(separator: "=", maxSplits: 1).last ?? ""
            return value.hasPrefix("eyJ") && value.utf8.count { $0 == UInt8(ascii: ".") } == 2
        }
    }

    private static func bearer(_ value: String?) -> String? {
        guard let value, value.utf8.count > 7,
            Substring(value.utf8.prefix(7)).lowercased() == "bearer "
        else { return nil }
        return String(Substring(value.utf8.dropFirst(7)))
    }

    /// A page of another host must not use a ticket that it got hold of.
    ///
    /// Programs, which are no pages, send no Origin.
    private static func isAllowed(_ request: HTTPRequest, _ origins: Set<String>) -> Bool {
        let sent = request.fields.values(of: "Origin")
        guard let origin = sent.first else { return true }
        guard sent.count == 1 else { return false }
        if origins.contains(origin) { return true }
        // A proxy that is not trusted may have taken the TLS away: then either will do.
        let schemes = request.isSecure ? ["https://"] : ["http://", "https://"]
        guard let scheme = schemes.first(where: origin.hasPrefix) else {
            return false
        }
        return origin.dropFirst(scheme.count).lowercased() == request.fields["Host"]?.lowercased()
    }
}
