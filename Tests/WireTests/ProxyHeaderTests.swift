import GoldenTables
import Testing
import Wire

@Suite struct ProxyHeaderTests {
    /// The signature of version 2.
    private static let start = "0d0a0d0a000d0a515549540a"

    private static let headers: [(String, [UInt8], ProxyHeader)] = [
        ("version 1, IPv4", line("PROXY TCP4 192.0.2.1 192.0.2.9 56324 443"), header("192.0.2.1")),
        ("version 1, IPv6", line("PROXY TCP6 2001:db8::1 ::1 56324 443"), header("2001:db8::1")),
        ("version 1, unknown", line("PROXY UNKNOWN"), header(nil)),
        ("version 1, unknown with more", line("PROXY UNKNOWN a b"), header(nil)),
        // 21: version 2, PROXY; 11: TCP over IPv4; 000c: 12 bytes; two addresses, two ports
        ("IPv4", hex(start + "2111000c" + "c0000201c0000209" + "dc0401bb"), header("192.0.2.1")),
        // 20: LOCAL; the addresses say nothing
        ("local", hex(start + "2011000c" + "c0000201c0000209" + "dc0401bb"), header(nil)),
        ("local without addresses", hex(start + "20000000"), header(nil)),
        // 21: TCP over IPv6; 0024: 36 bytes
        (
            "IPv6",
            hex(start + "21210024" + v6 + v6 + "dc0401bb"), header("2001:db8::1")
        ),
        // 20: PP2_TYPE_SSL of 5 bytes: client PP2_CLIENT_SSL, verify 0
        (
            "TLS", hex(start + "21110014" + "c0000201c0000209" + "dc0401bb" + "2000050100000000"),
            header("192.0.2.1", isSecure: true)
        ),
        // 04: PP2_TYPE_NOOP of a byte, before it
        (
            "TLS behind a pad",
            hex(start + "21110018" + "c0000201c0000209" + "dc0401bb" + "040001ff2000050100000000"),
            header("192.0.2.1", isSecure: true)
        ),
        (
            "unix sockets", hex(start + "213100d8") + [UInt8](repeating: 0x2F, count: 216),
            header(nil)
        ),
    ]

    private static let v6 = "20010db8000000000000000000000001"

    private static func header(_ client: String?, isSecure: Bool = false) -> ProxyHeader {
        ProxyHeader(client: client.flatMap { IPAddress($0) }, isSecure: isSecure)
    }
    private static func line(_ text: String) -> [UInt8] { Array((text + "\r\n").utf8) }
    private static func hex(_ text: String) -> [UInt8] { GoldenFile.bytes(hex: text) }

    @Test(arguments: headers.indices)
    func `a header is taken off however the bytes are cut`(index: Int) throws {
        let (name, bytes, expected) = Self.headers[index]
        for pieces in Rechunking.all(bytes + Array("GET".utf8)) {
            var decoder = ProxyHeaderDecoder()
            var found: ProxyHeader?
            var rest: [UInt8] = []
            for piece in pieces {
                var position = 0
                if found == nil { found = try decoder.next(Array(piece).span, at: &position) }
                rest += piece.dropFirst(position)
            }
            #expect(found == expected, "\(name)")
            #expect(rest == Array("GET".utf8), "\(name)")
        }
    }

    @Test(arguments: [
        "GET / HTTP/1.1\r\n", "PROXY\r\n", "PROXY TCP4 192.0.2.1 192.0.2.9 56324\r\n",
        "PROXY TCP4 h 192.0.2.9 1 2\r\n", "PROXY TCP4 ::1 ::1 1 2\r\n",
        "PROXY TCP6 192.0.2.1 192.0.2.9 1 2\r\n", "PROXY TCP4 192.0.2.1 192.0.2.9 1 70000\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.9 1 2\n", "PROXY UDP4 192.0.2.1 192.0.2.9 1 2\r\n",
        "proxy tcp4 192.0.2.1 192.0.2.9 1 2\r\n",
        "PROXY UNKNOWN " + String(repeating: "x", count: 100),
    ])
    func `what is no header of version 1 fails`(text: String) {
        expectFailure(Array(text.utf8))
    }

    @Test(arguments: [
        start + "1111000c", start + "2211000c", start + "21110900",
        start + "21110004" + "c0000201", start + "2111000d" + "c0000201c0000209dc0401bb" + "20",
        start + "21110010" + "c0000201c0000209dc0401bb" + "20ffff00", "0d0a0d0a000d0a51554954ff",
    ])
    func `what is no header of version 2 fails`(digits: String) {
        expectFailure(Self.hex(digits))
    }

    private func expectFailure(_ bytes: [UInt8]) {
        for pieces in Rechunking.all(bytes) {
            #expect(throws: ProxyHeaderError.self) {
                var decoder = ProxyHeaderDecoder()
                for piece in pieces {
                    var position = 0
                    _ = try decoder.next(Array(piece).span, at: &position)
                }
            }
        }
    }
}
