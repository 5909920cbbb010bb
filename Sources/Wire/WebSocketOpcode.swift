/// What a frame carries (RFC 6455 section 5.2).
package enum WebSocketOpcode: UInt8, Sendable {
    case continuation = 0x0
    case text = 0x1
    case binary = 0x2
    case close = 0x8
    case ping = 0x9
    case pong = 0xA

    /// Whether the frame is about the connection: short, whole, and allowed between fragments.
    package var isControl: Bool { rawValue & 0x8 != 0 }

    /// Whether the frame is the first of a message.
    package var beginsMessage: Bool { self == .text || self == .binary }
}
