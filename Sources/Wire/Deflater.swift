/// Compresses messages (RFC 7692 section 7.2.1).
///
/// What one makes that keeps no context may go to any number of connections whose window is as wide
/// or wider. It owns zlib's state from its first message on; it is not to be shared between
/// threads.
package final class Deflater {
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
    private var stream: DeflateStream?

    /// A deflater with a window of 9 to 15 bits; with `keepsContext` a message may refer to those
    /// before it.
    package init(
        windowBits: Int = PerMessageDeflate.widestWindow, effort: Effort, keepsContext: Bool
    ) {
        self.windowBits = windowBits
        self.effort = effort
        self.keepsContext = keepsContext
    }

    /// The bytes of zlib's state, as its documentation counts them.
    package var stateBytes: Int {
        stream == nil ? 0 : 1 << (windowBits + 2) + 1 << (effort.memoryLevel + 9) + 6 << 10
    }

    /// Forgets the messages before: the peer has had others meanwhile.
    package func forget() { stream?.reset() }

    /// The payload of the frames that carry `message`.
    package func deflate(_ message: [UInt8]) -> [UInt8] {
        // zlib has nothing to flush; an empty block says it (section 7.2.3.6).
        guard !message.isEmpty else { return [0] }
        let stream = opened()
        if !keepsContext { stream.reset() }
        // Five bytes end the last block, and as many bits may have been left over.
        let room = stream.bound(of: message.count) + 16
        guard var output = stream.compress(message, to: .boundary, room: room) else {
            preconditionFailure("deflateBound gives the room")
        }
        output.removeLast(4)
        return output
    }

    private func opened() -> DeflateStream {
        if let stream { return stream }
        let stream = DeflateStream(
            level: effort.level, windowBits: -windowBits, memoryLevel: effort.memoryLevel)
        guard let stream else {
            preconditionFailure("a raw deflater fails only when memory is gone")
        }
        self.stream = stream
        return stream
    }
}
