/// What stands before a frame's payload (RFC 6455 section 5.2).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-------+-+-------------+-------------------------------+
///     |F|R|R|R| opcode|M| Payload len |    Extended payload length    |
///     |I|S|S|S|  (4)  |A|     (7)     |             (16/64)           |
///     |N|V|V|V|       |S|             |   (if payload len==126/127)   |
///     | |1|2|3|       |K|             |                               |
///     +-+-+-+-+-------+-+-------------+-------------------------------+
///     |                  Masking-key, if MASK set                     |
///     +---------------------------------------------------------------+
package struct WebSocketFrameHeader: Sendable, Equatable {
    /// The number of bytes that follow.
    package var payloadCount: Int
    /// The key that the payload is masked with; clients must mask, servers must not.
    package var mask: WebSocketMask?
    /// Whether the frame ends its message.
    package var isFinal: Bool
    /// Whether the frame begins a message that is compressed (RSV1, RFC 7692 section 6).
    package var isCompressed: Bool
    /// What it carries.
    package var opcode: WebSocketOpcode

    /// A header with these values.
    package init(
        isFinal: Bool = true, isCompressed: Bool = false, opcode: WebSocketOpcode,
        mask: WebSocketMask? = nil, payloadCount: Int
    ) {
        self.isFinal = isFinal
        self.isCompressed = isCompressed
        self.opcode = opcode
        self.mask = mask
        self.payloadCount = payloadCount
    }

    /// The most bytes that a header has.
    package static let byteLimit = 14

    /// The number of bytes of the header that begins with `first` and `second`.
    static func count(second: UInt8) -> Int {
        let length =
            switch second & 0x7F {
            case 127: 10
            case 126: 4
            default: 2
            }
        return second & 0x80 == 0 ? length : length + 4
    }

    /// Appends the header as it goes over the wire, with the shortest length.
    package func write(to bytes: inout [UInt8]) {
        let maskBit: UInt8 = mask == nil ? 0 : 0x80
        bytes.append((isFinal ? 0x80 : 0) | (isCompressed ? 0x40 : 0) | opcode.rawValue)
        switch payloadCount {
        case 0...125:
            bytes.append(maskBit | UInt8(payloadCount))
        case 126...0xFFFF:
            bytes.append(maskBit | 126)
            bytes.appendBigEndian(UInt64(payloadCount), count: 2)
        default:
            bytes.append(maskBit | 127)
            bytes.appendBigEndian(UInt64(payloadCount), count: 8)
        }
        if let mask { bytes.append(contentsOf: mask.keyBytes) }
    }
}

extension [UInt8] {
    fileprivate mutating func appendBigEndian(_ value: UInt64, count: Int) {
        for shift in stride(from: 8 * (count - 1), through: 0, by: -8) {
            append(UInt8(truncatingIfNeeded: value >> UInt64(shift)))
        }
    }
}
