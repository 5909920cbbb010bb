extension RedisEndpoint {
    /// Reads `redis://[[user]:password@]host[:port][/database]`, `unix:/path` or
    /// `redis+socket:///path`; the last two take `?db=n`.
    package init(url: String) throws(RedisEndpointError) {
        guard let colon = url.firstIndex(of: ":") else { throw Self.error(Self.forms) }
        let rest = url[url.index(after: colon)...]
        switch url[..<colon].lowercased() {
        case "redis": try self.init(network: rest)
        case "unix", "redis+socket": try self.init(file: rest)
        case "rediss":
            throw Self.error(
                "rediss:// is not supported: this build's hiredis has no TLS. Use redis:// over a "
                    + "private network, or a local TLS tunnel such as stunnel in front of it")
        default: throw Self.error(Self.forms)
        }
    }

    private static let forms =
        "expected redis://[user:password@]host[:port][/database], unix:/path or "
        + "redis+socket:///path"

    private static func error(_ message: String) -> RedisEndpointError {
        RedisEndpointError(message)
    }

    private init(file text: Substring) throws(RedisEndpointError) {
        let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = try Self.decoded(parts[0].hasPrefix("//") ? parts[0].dropFirst(2) : parts[0])
        guard path.hasPrefix("/") else { throw Self.error("the path of a socket begins with /") }
        guard path.utf8.count <= 107 else {
            throw Self.error("the path of a socket has at most 107 bytes")
        }
        var database = 0
        if parts.count == 2 {
            guard parts[1].hasPrefix("db=") else {
                throw Self.error("a socket's address takes ?db=n and nothing else")
            }
            database = try Self.database(parts[1].dropFirst(3))
        }
        self.init(.unix(path: path), database: database)
    }

    private init(network text: Substring) throws(RedisEndpointError) {
        guard text.hasPrefix("//") else { throw Self.error(Self.forms) }
        var rest = text.dropFirst(2)
        guard !rest.contains("?"), !rest.contains("#") else {
            throw Self.error("redis:// takes no options after the database's number")
        }
        var database = 0
        if let slash = rest.firstIndex(of: "/") {
            let number = rest[rest.index(after: slash)...]
            if !number.isEmpty { database = try Self.database(number) }
            rest = rest[..<slash]
        }
        var user: String?
        var password: String?
        if let at = rest.lastIndex(of: "@") {
            let login = rest[..<at].split(
                separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard login.count == 2 else { throw Self.error("a login is written user:password@") }
            user = login[0].isEmpty ? nil : try Self.decoded(login[0])
            password = try Self.decoded(login[1])
            rest = rest[rest.index(after: at)...]
        }
        let (host, port) = try Self.place(rest)
        self.init(.tcp(host: host, port: port), user: user, password: password, database: database)
    }

    private static func place(
        _ text: Substring
    ) throws(RedisEndpointError) -> (host: String, port: UInt16) {
        var host = text
        var port: UInt16 = 6379
        let end = text.hasPrefix("[") ? text.firstIndex(of: "]") : text.startIndex
        guard let end else { throw error("an IPv6 address ends with ]") }
        if let colon = text[end...].lastIndex(of: ":") {
            guard let number = UInt16(text[text.index(after: colon)...]), number > 0 else {
                throw error("a port is a number from 1 to 65535")
            }
            port = number
            host = text[..<colon]
        }
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard !host.isEmpty else { throw error("the host is missing") }
        return (String(host), port)
    }

    private static func database(_ text: Substring) throws(RedisEndpointError) -> Int {
        guard let number = Int(text), (0...65_535).contains(number) else {
            throw error("a database is a number from 0 on")
        }
        return number
    }

    private static func decoded(_ text: Substring) throws(RedisEndpointError) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = Substring(rest.prefix(2))
            guard digits.utf8.count == 2, digits.allSatisfy(\.isHexDigit),
                let value = UInt8(digits, radix: 16), value != 0
            else { throw error("% stands before two hexadecimal digits") }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        guard let string = String(validating: bytes, as: UTF8.self) else {
            throw error("the address is not valid UTF-8")
        }
        return string
    }
}
