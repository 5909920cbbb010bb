internal import CZlib

/// Compresses messages (RFC 7692 section 7.2.1).
///
/// What one makes that keeps no context may go to any number of connections whose window is as wide
/// or wider. It owns zlib's state from its first message on; it is not to be shared between
/// threads.
@safe package final class Deflater {
    /// How hard it works, and what it may hold.
    package struct Effort: Sendable, Hashable {
        /// 1, the fastest, to 9.
        package var level: Int
        /// 1 to 9: the hash table of a deflater has 2^(9 + this) bytes.
        package var memoryLevel: Int

        /// An effort of this level.
        package init(level: Int, memoryLevel: Int) {
            self.level = level
            self.memoryLevel = memoryLevel
        }
    }

    private let windowBits: Int
    private let effort: Effort
    private let keepsContext: Bool
    private var stream: UnsafeMutablePointer<z_stream>?

    /// A deflater with a window of 9 to 15 bits; with `keepsContext` a message may refer to those
    /// before it.
    package init(
        windowBits: Int = PerMessageDeflate.widestWindow, effort: Effort, keepsContext: Bool
    ) {
        self.windowBits = windowBits
        self.effort = effort
        self.keepsContext = keepsContext
    }

    deinit {
        guard let stream = unsafe stream else { return }
        unsafe deflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// The bytes of zlib's state, as its documentation counts them.
    package var stateBytes: Int {
        unsafe stream == nil ? 0 : 1 << (windowBits + 2) + 1 << (effort.memoryLevel + 9) + 6 << 10
    }

    /// Forgets the messages before: the peer has had others meanwhile.
    package func forget() {
        if let stream = unsafe stream { unsafe deflateReset(stream) }
    }

    /// The payload of the frames that carry `message`.
    package func deflate(_ message: [UInt8]) -> [UInt8] {
        // zlib has nothing to flush; an empty block says it (section 7.2.3.6).
        guard !message.isEmpty else { return [0] }
        let stream = unsafe opened()
        if !keepsContext { unsafe deflateReset(stream) }
        // Five bytes end the last block, and as many bits may have been left over.
        let capacity = unsafe Int(deflateBound(stream, UInt(message.count))) + 16
        var output = unsafe message.withUnsafeBufferPointer { input in
            unsafe [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
                unsafe stream.pointee.next_in = input.baseAddress
                unsafe stream.pointee.avail_in = UInt32(input.count)
                unsafe stream.pointee.next_out = output.baseAddress
                unsafe stream.pointee.avail_out = UInt32(capacity)
                let code = unsafe CZlib.deflate(stream, Z_SYNC_FLUSH)
                precondition(code == Z_OK, "a deflater with input and room goes on")
                count = unsafe capacity - Int(stream.pointee.avail_out)
                precondition(count < capacity, "deflateBound gives the room")
            }
        }
        output.removeLast(4)
        return output
    }

    private func opened() -> UnsafeMutablePointer<z_stream> {
        if let stream = unsafe stream { return unsafe stream }
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let code = unsafe deflateInit2_(
            stream, Int32(effort.level), Z_DEFLATED, -Int32(windowBits),
            Int32(effort.memoryLevel), Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        precondition(code == Z_OK, "a raw deflater fails only when memory is gone")
        unsafe self.stream = stream
        return unsafe stream
    }
}
