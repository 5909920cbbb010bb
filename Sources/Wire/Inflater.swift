internal import CZlib

/// Undoes the compression of messages (RFC 7692 section 7.2.2).
///
/// One that keeps no context serves any number of connections. It owns zlib's state from its first
/// message on; it is not to be shared between threads.
@safe package final class Inflater {
    private let windowBits: Int
    private let keepsContext: Bool
    private var stream: UnsafeMutablePointer<z_stream>?

    /// An inflater for a peer whose window is at most `windowBits` wide; with `keepsContext` a
    /// message may refer to those before it.
    package init(windowBits: Int = PerMessageDeflate.widestWindow, keepsContext: Bool) {
        // A zlib that is asked for 8 bits compresses with 9 and says 8.
        self.windowBits = max(9, windowBits)
        self.keepsContext = keepsContext
    }

    deinit {
        guard let stream = unsafe stream else { return }
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// The bytes of zlib's state: the window, and 7 KiB beside it.
    package var stateBytes: Int { unsafe stream == nil ? 0 : 1 << windowBits + 7 << 10 }

    /// The most bytes that a message of `limit` bytes may come in.
    ///
    /// What cannot be compressed grows: by 5 bytes in each block, whose shortest (zlib's smallest
    /// memory level) is 127 bytes long.
    static func compressedLimit(_ limit: Int) -> Int { limit + limit / 16 + 64 }

    /// The message whose frames carried `payload`; stops once it is more than `limit` bytes.
    func inflate(_ payload: [UInt8], limit: Int) throws(WebSocketFailure) -> [UInt8] {
        let stream = unsafe opened()
        if !keepsContext { unsafe inflateReset(stream) }
        var output: [UInt8] = []
        // The end of an empty block, which the sender has left out (section 7.2.1).
        let input = payload + [0, 0, 0xFF, 0xFF]
        let failure = unsafe input.withUnsafeBufferPointer { input in
            unsafe stream.pointee.next_in = input.baseAddress
            unsafe stream.pointee.avail_in = UInt32(input.count)
            return unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 16 << 10) {
                unsafe Self.run(stream, through: $0, into: &output, limit: limit)
            }
        }
        if let failure { throw failure }
        return output
    }

    private static func run(
        _ stream: UnsafeMutablePointer<z_stream>, through piece: UnsafeMutableBufferPointer<UInt8>,
        into output: inout [UInt8], limit: Int
    ) -> WebSocketFailure? {
        while true {
            unsafe stream.pointee.next_out = piece.baseAddress
            unsafe stream.pointee.avail_out = UInt32(piece.count)
            let code = unsafe CZlib.inflate(stream, Z_SYNC_FLUSH)
            let count = unsafe piece.count - Int(stream.pointee.avail_out)
            guard count <= limit - output.count else { return .messageTooBig }
            unsafe output.append(contentsOf: piece[..<count])
            switch code {
            case Z_STREAM_END:
                // A final block, behind which another may begin (section 7.2.3.4).
                unsafe inflateResetKeep(stream)
            case Z_OK, Z_BUF_ERROR:
                // To be looked at before the next call, which forgets it: zlib's mode at a block's
                // end is another once it was called there without input.
                if unsafe isAtEnd(stream) { return nil }
                if unsafe stream.pointee.avail_out > 0 { return .invalidCompression }
            default: return .invalidCompression
            }
        }
    }

    /// Whether the input is used, and ended where a block may begin, with no bit left over.
    private static func isAtEnd(_ stream: UnsafeMutablePointer<z_stream>) -> Bool {
        unsafe stream.pointee.avail_in == 0 && stream.pointee.data_type == 128
    }

    private func opened() -> UnsafeMutablePointer<z_stream> {
        if let stream = unsafe stream { return unsafe stream }
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let code = unsafe inflateInit2_(
            stream, -Int32(windowBits), ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        precondition(code == Z_OK, "a raw inflater fails only when memory is gone")
        unsafe self.stream = stream
        return unsafe stream
    }
}
