/// How large a message may be; beyond a limit the parser fails with the status that says so.
package struct HTTPLimits: Sendable, Equatable {
    /// Bytes of the first line and fields together, and of the trailers (431); browsers send 1 to
    /// 4 KiB, bearer tokens a few more.
    package var headBytes = 32 * 1024
    /// Field lines (431); real requests have about 20.
    package var fieldCount = 100
    /// Bytes of the request target (414); RFC 9112 section 3 asks for 8,000 at least.
    package var targetBytes = 8 * 1024
    /// Bytes of the body after decoding (413); of what comes the answers are the largest.
    package var bodyBytes = 1024 * 1024

    /// The defaults.
    package init() {}

    /// Bytes of a first line: the target and, around it, method and version.
    var firstLineBytes: Int { targetBytes + 32 }
}
