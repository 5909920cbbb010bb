import Gateway
import Net

extension SettingsChecks {
    /// The socket file of LISTEN_UNIX, with the rights of LISTEN_UNIX_MODE.
    static func socketFile(_ reader: inout SettingsReader) -> ListenPlace? {
        // Its group may connect: a proxy runs as another user.
        let mode =
            reader.value("LISTEN_UNIX_MODE", expected: "three or four octal digits like 660") {
                $0.utf8.count <= 4 ? UInt32($0, radix: 8) : nil
            } ?? 0o660
        let path = reader.value("LISTEN_UNIX", expected: "an absolute path of at most 107 bytes") {
            $0.hasPrefix("/") && $0.utf8.count <= 107 ? $0 : nil
        }
        return path.map { .unix(path: $0, mode: mode) }
    }

    /// The addresses of HOST; `none` is for those who listen on a socket file only.
    static func hosts(
        _ text: String, _ socketFile: ListenPlace?, _ reader: inout SettingsReader
    ) -> [String] {
        if text == "none" {
            if socketFile == nil { reader.note("HOST: none needs LISTEN_UNIX") }
            return []
        }
        let hosts = text.split(separator: ",").map { part in
            let host = part.filter { $0 != " " }
            let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
            return isBracketed ? String(host.dropFirst().dropLast()) : host
        }
        if hosts.isEmpty || hosts.contains(where: { !isAddress($0) }) {
            reader.note("HOST: expected IPv4 or IPv6 addresses or none, not \"\(text)\"")
        } else if Set(hosts).count != hosts.count {
            reader.note("HOST: has an address twice: \"\(text)\"")
        }
        return hosts
    }

    /// Names are not looked up, but for this machine's.
    private static func isAddress(_ host: String) -> Bool {
        host == "localhost" || SocketAddress(numeric: host, port: 0) != nil
    }

    /// The proxies that are trusted, and how they say whom they speak for.
    static func proxies(_ reader: inout SettingsReader) -> TrustedProxies {
        var proxies =
            reader.value(
                "TRUSTED_PROXIES", expected: "addresses, blocks like 10.0.0.0/8, or unix",
                TrustedProxies.init) ?? TrustedProxies()
        proxies.fields = reader.choice("FORWARDED_FIELDS") ?? .xForwarded
        proxies.sendHeader = reader.boolean("PROXY_PROTOCOL") ?? false
        return proxies
    }
}
