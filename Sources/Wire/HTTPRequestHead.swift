/// What stands before a request's body.
struct HTTPRequestHead: Sendable {
    let method: HTTPMethod
    let path: String
    let query: String
    let fields: HTTPFields
    /// 1 for HTTP/1.1, 0 for HTTP/1.0.
    let minorVersion: Int

    /// Reads a head whose end the scanner has found.
    init(parsing bytes: Span<UInt8>, limits: HTTPLimits) throws(HTTPError) {
        let lineEnd = HTTPFields.endOfLine(bytes, from: 0) ?? 0
        let methodEnd = try Self.end(of: bytes, in: 0..<lineEnd, isPart: HTTPSyntax.isToken)
        let targetStart = methodEnd + 1
        let targetEnd = try Self.end(of: bytes, in: targetStart..<lineEnd) {
            $0 != HTTPSyntax.space
        }
        minorVersion = try HTTPVersion.minor(bytes, targetEnd + 1..<lineEnd)
        guard let name = String(validating: bytes, 0..<methodEnd),
            let method = HTTPMethod(rawValue: name)
        else { throw .unknownMethod }
        guard targetEnd - targetStart <= limits.targetBytes else { throw .targetTooLong }
        let target = try HTTPTarget(parsing: bytes, targetStart..<targetEnd, method: method)
        self.method = method
        path = target.path
        query = target.query
        var fields = try HTTPFields.parse(bytes, from: lineEnd + 2, limits: limits)
        // RFC 9110 section 7.8: HTTP/1.0 has no such field.
        if minorVersion == 0 { fields["Upgrade"] = nil }
        try Self.checkHost(of: fields, minorVersion)
        if let authority = target.authority { try Self.replaceHost(of: &fields, by: authority) }
        self.fields = fields
    }

    /// Whether the client wants, and may have, another request on this connection.
    var isKeptAlive: Bool {
        if fields.contains("close", in: "Connection") { return false }
        return minorVersion >= 1 || fields.contains("keep-alive", in: "Connection")
    }

    /// Whether the client waits for `100 Continue` (RFC 9110 section 10.1.1).
    func expectsContinue() throws(HTTPError) -> Bool {
        guard minorVersion >= 1, let expectation = fields["Expect"] else { return false }
        guard expectation.lowercased() == "100-continue" else { throw .unknownExpectation }
        return true
    }

    /// The end of the part that starts `range` and is followed by one space.
    private static func end(
        of bytes: Span<UInt8>, in range: Range<Int>, isPart: (UInt8) -> Bool
    ) throws(HTTPError) -> Int {
        var index = range.lowerBound
        while index < range.upperBound, isPart(bytes[index]) { index += 1 }
        guard index > range.lowerBound, index < range.upperBound, bytes[index] == HTTPSyntax.space
        else { throw .malformedRequestLine }
        return index
    }

    /// A name or an address, and a port (RFC 9110 section 7.2, RFC 3986 section 3.2.2).
    private static func isHost(_ text: String) -> Bool {
        guard text.utf8.allSatisfy(HTTPSyntax.isAuthority) else { return false }
        let host = text.utf8
        let colon = UInt8(ascii: ":")
        let end: String.Index
        if host.first == UInt8(ascii: "[") {
            guard let bracket = host.firstIndex(of: UInt8(ascii: "]")),
                IPAddress(String(text[..<bracket].dropFirst())) != nil
            else { return false }
            end = host.index(after: bracket)
        } else {
            end = host.firstIndex(of: colon) ?? host.endIndex
            let name = host[..<end]
            guard !name.isEmpty, !name.contains(UInt8(ascii: "[")),
                !name.contains(UInt8(ascii: "]"))
            else { return false }
        }
        let port = host[end...]
        return port.isEmpty
            || port.first == colon && port.count <= 6
                && port.dropFirst().allSatisfy { (0x30...0x39).contains($0) }
    }

    private static func checkHost(
        of fields: HTTPFields, _ minorVersion: Int
    ) throws(HTTPError) {
        let hosts = fields.values(of: "Host")
        guard hosts.count <= 1 else { throw .duplicateHost }
        guard let host = hosts.first else {
            if minorVersion == 0 { return }
            throw .missingHost
        }
        guard isHost(host) else { throw .invalidHost }
    }

    /// The host of an absolute-form target is the request's, whatever `Host` says (RFC 9112 section
    /// 3.2.2): from here on nobody sees another.
    private static func replaceHost(
        of fields: inout HTTPFields, by authority: String
    ) throws(HTTPError) {
        guard isHost(authority) else { throw .invalidTarget }
        fields["Host"] = authority
    }
}

/// The protocol's name and number at an end of a first line.
enum HTTPVersion {
    /// The number after `HTTP/1.`; other versions and other words fail each in their own way.
    static func minor(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(HTTPError) -> Int {
        guard range.count == 8, zip("HTTP/".utf8, range).allSatisfy({ $0 == bytes[$1] }),
            isDigit(bytes[range.lowerBound + 5]),
            bytes[range.lowerBound + 6] == UInt8(ascii: "."),
            isDigit(bytes[range.lowerBound + 7])
        else { throw .malformedRequestLine }
        guard bytes[range.lowerBound + 5] == UInt8(ascii: "1") else { throw .unsupportedVersion }
        return bytes[range.lowerBound + 7] == UInt8(ascii: "0") ? 0 : 1
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
