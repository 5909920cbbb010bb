/// The content coding `gzip` (RFC 9110 section 8.4.1.3, RFC 1952).
package enum Gzip {
    /// A window of 32 KiB, as RFC 1952 readers have it, in gzip's wrapper (zlib.h: 16 more).
    private static let windowBits = 15 + 16
    /// zlib's own default: 256 KiB while it works, and nothing after it.
    private static let memoryLevel = 8

    /// `bytes` compressed; nil when that gains nothing, or when there is no memory for it.
    ///
    /// Blocks for about 10 ms a megabyte at level 1, and four times as long at level 9.
    package static func compress(_ bytes: [UInt8], level: Int) -> [UInt8]? {
        guard !bytes.isEmpty else { return nil }
        return DeflateStream(level: level, windowBits: windowBits, memoryLevel: memoryLevel)?
            .compress(bytes, to: .end, room: bytes.count - 1)
    }
}
