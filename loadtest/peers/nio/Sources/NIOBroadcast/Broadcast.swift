import NIOCore
import NIOWebSocket

/// All clients of a loop, and what a tick of the loop has for them.
///
/// Used on the loop. /// Each message is encoded once. The frames of a tick are gathered in one buffer, and every client
/// is written that buffer, shared and flushed once.
final class Broadcast {
    /// What may wait for a client that does not read; beyond it the client is let go.
    static let backlogLimit = 64 << 20

    private let loop: any EventLoop
    private var members: [Member] = []
    private var frames = ByteBuffer()
    private var isPlanned = false

    /// A broadcast without clients.
    init(on loop: any EventLoop) { self.loop = loop }

    /// Adds a client.
    func add(_ member: Member) {
        member.index = members.count
        members.append(member)
    }

    /// Removes a client; the last one takes its place.
    func remove(_ member: Member) {
        guard let index = member.index, let last = members.popLast() else { return }
        member.index = nil
        guard last !== member else { return }
        members[index] = last
        last.index = index
    }

    /// Sends `text` to all clients when everything that came in this tick is read.
    func publish(_ text: ByteBuffer) {
        frames.writeWebSocketText(text)
        guard !isPlanned else { return }
        isPlanned = true
        let box = NIOLoopBound(self, eventLoop: loop)
        loop.execute { box.value.send() }
    }

    private func send() {
        isPlanned = false
        let shared = frames
        frames = ByteBuffer()
        // A copy: a write that fails removes its client.
        let receivers = members
        for member in receivers { member.send(shared) }
    }
}

extension ByteBuffer {
    /// Appends a final, unmasked text frame (RFC 6455 section 5.2).
    fileprivate mutating func writeWebSocketText(_ text: ByteBuffer) {
        writeInteger(0x81 as UInt8)
        switch text.readableBytes {
        case let count where count < 126: writeInteger(UInt8(count))
        case let count where count <= 0xFFFF: writeMultipleIntegers(126 as UInt8, UInt16(count))
        case let count: writeMultipleIntegers(127 as UInt8, UInt64(count))
        }
        writeImmutableBuffer(text)
    }
}
