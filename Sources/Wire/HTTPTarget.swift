/// The request target, taken apart (RFC 9112 section 3.2).
struct HTTPTarget: Equatable {
    /// The percent-decoded path, but for `%2F`; `*` when the whole server is meant.
    let path: String
    /// What follows the question mark, as it came.
    let query: String
    /// Host and port of an absolute-form target.
    let authority: String?

    /// Reads origin-form, absolute-form, and `*` for OPTIONS; authority-form is CONNECT's alone.
    init(
        parsing bytes: Span<UInt8>, _ range: Range<Int>, method: HTTPMethod
    ) throws(HTTPError) {
        for index in range where !HTTPSyntax.isTarget(bytes[index]) { throw .invalidTarget }
        guard !range.isEmpty else { throw .invalidTarget }
        if bytes[range.lowerBound] == UInt8(ascii: "/") {
            authority = nil
            (path, query) = try Self.split(bytes, range)
        } else if range.count == 1, bytes[range.lowerBound] == UInt8(ascii: "*") {
            guard method == .options else { throw .invalidTarget }
            (path, query, authority) = ("*", "", nil)
        } else {
            let host = try Self.authority(bytes, range)
            authority = String(validating: bytes, host)
            (path, query) = try Self.split(bytes, host.upperBound..<range.upperBound)
        }
    }

    /// The range of host and port in `http://host:port/…`.
    private static func authority(
        _ bytes: Span<UInt8>, _ range: Range<Int>
    ) throws(HTTPError) -> Range<Int> {
        let scheme = ["http://", "https://"].first { scheme in
            range.count > scheme.utf8.count
                && zip(scheme.utf8, range).allSatisfy { $0 == bytes[$1] | 0x20 }
        }
        guard let scheme else { throw .invalidTarget }
        let start = range.lowerBound + scheme.utf8.count
        var end = start
        while end < range.upperBound, HTTPSyntax.isAuthority(bytes[end]) { end += 1 }
        guard end > start else { throw .invalidTarget }
        return start..<end
    }

    private static func split(
        _ bytes: Span<UInt8>, _ range: Range<Int>
    ) throws(HTTPError) -> (path: String, query: String) {
        var end = range.lowerBound
        while end < range.upperBound, bytes[end] != UInt8(ascii: "?") { end += 1 }
        let isRooted = end == range.lowerBound || bytes[range.lowerBound] == UInt8(ascii: "/")
        guard isRooted,
            let query = String(
                validating: bytes, min(end + 1, range.upperBound)..<range.upperBound)
        else { throw .invalidTarget }
        let path = try PercentEncoding.decode(path: bytes, range.lowerBound..<end)
        return (path.isEmpty ? "/" : path, query)
    }
}
