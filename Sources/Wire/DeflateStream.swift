internal import CZlib

/// zlib's state for compressing; it is not to be shared between threads.
@safe final class DeflateStream {
    /// What the output ends with.
    enum Ending {
        /// A boundary of bytes: more may follow, and may refer to what came before.
        case boundary
        /// The end of the stream.
        case end
    }

    // On the heap: zlib's own state points back at it.
    private let stream: UnsafeMutablePointer<z_stream>

    /// A stream without anything in it; `windowBits` says the wrapper too, as zlib.h has it.
    ///
    /// Nil when there is no memory for it.
    init?(level: Int, windowBits: Int, memoryLevel: Int) {
        unsafe stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let code = unsafe deflateInit2_(
            stream, Int32(clamping: level), Z_DEFLATED, Int32(clamping: windowBits),
            Int32(clamping: memoryLevel), Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        if code != Z_OK { return nil }
    }

    deinit {
        // After a failed `init` there is nothing to end, and zlib says so.
        unsafe deflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Forgets what came before.
    func reset() { unsafe deflateReset(stream) }

    /// The most bytes that `count` bytes can come to, but for those of an ending.
    func bound(of count: Int) -> Int { unsafe Int(deflateBound(stream, UInt(count))) }

    /// `input` compressed, up to the ending; nil when that does not fit into `room` bytes.
    func compress(_ input: [UInt8], to ending: Ending, room: Int) -> [UInt8]? {
        guard let size = UInt32(exactly: input.count), let room = UInt32(exactly: room) else {
            return nil
        }
        var code = Z_OK
        let output = unsafe input.withUnsafeBufferPointer { input in
            unsafe [UInt8](unsafeUninitializedCapacity: Int(room)) { output, count in
                unsafe stream.pointee.next_in = input.baseAddress
                unsafe stream.pointee.avail_in = size
                unsafe stream.pointee.next_out = output.baseAddress
                unsafe stream.pointee.avail_out = room
                code = unsafe deflate(stream, ending == .end ? Z_FINISH : Z_SYNC_FLUSH)
                count = unsafe Int(room - stream.pointee.avail_out)
            }
        }
        switch ending {
        case .end: return code == Z_STREAM_END ? output : nil
        // A flush that used all of the room may not be over.
        case .boundary: return code == Z_OK && output.count < room ? output : nil
        }
    }
}
