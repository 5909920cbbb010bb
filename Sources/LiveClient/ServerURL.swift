package import Net

/// Where a server is: `http://host:port`, `wss://host:port/path` or `unix:/path/to/socket`.
package struct ServerURL: Sendable, Equatable {
    /// The value of the `Host` field.
    package let authority: String
    /// The path; empty when the URL has none.
    package let path: String
    /// Whether the server speaks TLS.
    package let isSecure: Bool
    private let place: Place

    private enum Place: Sendable, Equatable {
        case tcp(host: String, port: UInt16)
        case unix(path: String)
    }

    /// Reads a URL without user, query or fragment.
    package init?(parsing text: String) {
        if text.hasPrefix("unix:/") {
            place = .unix(path: String(text.dropFirst("unix:".count)))
            authority = "localhost"
            path = ""
            isSecure = false
            return
        }
        guard
            let scheme = ["http://", "ws://", "https://", "wss://"]
                .first(where: { text.hasPrefix($0) })
        else { return nil }
        isSecure = scheme == "https://" || scheme == "wss://"
        let rest = text.dropFirst(scheme.count)
        let host = rest.prefix { $0 != "/" }
        guard !host.isEmpty, !rest.contains("?"), !rest.contains("#"), !host.contains("@"),
            let place = Self.tcp(host, defaultPort: isSecure ? 443 : 80)
        else { return nil }
        self.place = place
        authority = String(host)
        path = String(rest.dropFirst(host.count))
    }

    /// Where the hub's WebSocket is on this server, as `init(parsing:)` reads it.
    package var webSocketAddress: String {
        switch place {
        case .tcp: "\(isSecure ? "wss" : "ws")://\(authority)\(path.isEmpty ? "/api/v1/ws" : path)"
        case .unix(let path): "unix:\(path)"
        }
    }

    /// The name or numeric address that the server's certificate is to be for.
    package var serverName: String {
        guard case .tcp(let host, _) = place else { return "localhost" }
        return host
    }

    /// The server to find by TLS, as `client` trusts it; nil when the URL is not of a secure scheme.
    package func destination(_ client: TLSClient) -> TLSDestination? {
        isSecure ? TLSDestination(client, name: serverName) : nil
    }

    /// The server to find by TLS, with a client of its own; nil when the URL is not of a secure
    /// scheme.
    package func destination(
        trusting trust: TLSTrust
    ) throws(TLSSetupError) -> TLSDestination? {
        isSecure ? destination(try TLSClient(trust)) : nil
    }

    /// Whether it is an IPv4 address of this machine's loopback.
    package var isLoopback: Bool {
        guard case .tcp(let host, _) = place else { return false }
        return host == "localhost" || host.hasPrefix("127.")
    }

    /// The address to connect to; blocks while a name is looked up.
    package func resolve() throws(SocketError) -> SocketAddress {
        switch place {
        case .tcp(let host, let port):
            let addresses = try SocketAddress.resolve(host, port: port)
            // IPv4 first: there the hub listens unless told otherwise, and `localhost` is both.
            guard
                let address = addresses.first(where: { !$0.host.contains(":") })
                    ?? addresses.first
            else { throw .badAddress("\(host) has no address") }
            return address
        case .unix(let path):
            guard let address = SocketAddress(path: path) else {
                throw .badAddress("a socket path has 1 to 107 bytes: \(path)")
            }
            return address
        }
    }

    private static func tcp(_ authority: Substring, defaultPort: UInt16) -> Place? {
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
            let host = authority[authority.index(after: authority.startIndex)..<end]
            let rest = authority[authority.index(after: end)...]
            return port(of: rest, defaultPort).map { .tcp(host: String(host), port: $0) }
        }
        let host = authority.prefix { $0 != ":" }
        return port(of: authority.dropFirst(host.count), defaultPort)
            .map { .tcp(host: String(host), port: $0) }
    }

    private static func port(of text: Substring, _ defaultPort: UInt16) -> UInt16? {
        if text.isEmpty { return defaultPort }
        guard text.hasPrefix(":"), let port = UInt16(text.dropFirst()), port > 0 else { return nil }
        return port
    }
}
