import CZlib

/// The content coding `gzip` (RFC 9110 section 8.4.1.3, RFC 1952).
package enum Gzip {
    /// A window of 32 KiB, as RFC 1952 readers have it, in gzip's wrapper (zlib.h: 16 more).
    private static let windowBits: Int32 = 15 + 16
    /// zlib's own default: 256 KiB while it works, and nothing after it.
    private static let memoryLevel: Int32 = 8

    /// `bytes` compressed; nil when that gains nothing, or when there is no memory for it.
    ///
    /// Blocks for about 10 ms a megabyte at level 1, and four times as long at level 9.
    package static func compress(_ bytes: [UInt8], level: Int) -> [UInt8]? {
        guard let size = UInt32(exactly: bytes.count), size > 0 else { return nil }
        var stream = unsafe z_stream()
        let result = unsafe deflateInit2_(
            &stream, Int32(clamping: level), Z_DEFLATED, windowBits, memoryLevel,
            Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard result == Z_OK else { return nil }
        defer { unsafe deflateEnd(&stream) }
        return unsafe bytes.withUnsafeBufferPointer { input -> [UInt8]? in
            unsafe stream.next_in = input.baseAddress
            unsafe stream.avail_in = size
            return unsafe finish(&stream, room: input.count - 1)
        }
    }

    /// Deflates all of the input into `room` bytes; nil when it does not fit.
    private static func finish(_ stream: inout z_stream, room: Int) -> [UInt8]? {
        var result = Z_OK
        let output = unsafe [UInt8](unsafeUninitializedCapacity: room) { output, count in
            unsafe stream.next_out = output.baseAddress
            unsafe stream.avail_out = UInt32(output.count)
            result = unsafe deflate(&stream, Z_FINISH)
            count = unsafe output.count - Int(stream.avail_out)
        }
        return result == Z_STREAM_END ? output : nil
    }
}
