import FoundationEssentials
import Net

/// Lines of JSON over a stream socket between the coordinator and a worker. *(loop)*
final class LineLink<Outgoing: Encodable, Incoming: Decodable>: ReadinessHandler {
    private let loop: EventLoop
    private let descriptor: Int32
    private var watch: Watch?
    private var inbox: [UInt8] = []
    private var outbox: [UInt8] = []
    private var heard: ((Incoming) -> Void)?
    private var ended: (() -> Void)?

    /// The longest line: the tokens of 18,000 users have a third of it.
    ///
    /// A longer one, or so much that is unsent, ends the link.
    private static var limit: Int { 64 << 20 }

    /// Takes over a connected socket; `ended` is called once, when the other side is gone.
    init(
        _ descriptor: Int32, on loop: EventLoop, heard: @escaping (Incoming) -> Void,
        ended: @escaping () -> Void
    ) {
        self.descriptor = descriptor
        self.loop = loop
        self.heard = heard
        self.ended = ended
        watch = loop.watch(descriptor, .read, handler: self, tag: 0)
    }

    /// Sends a value.
    func send(_ value: Outgoing) {
        guard watch != nil, let line = try? JSONEncoder().encode(value) else { return }
        outbox += line
        outbox.append(Self.newline)
        flush()
    }

    /// Ends the link without a word to `ended`, after trying to send what waits.
    func close() {
        guard let watch else { return }
        if !outbox.isEmpty { _ = Socket.write(descriptor, outbox) }
        loop.unwatch(watch)
        self.watch = nil
        FileDescriptor(owning: descriptor).close()
        heard = nil
        ended = nil
    }

    func ready(_ readiness: Readiness, tag: UInt64) {
        if readiness.contains(.write) { flush() }
        guard watch != nil, readiness.contains(.read) else { return }
        let result = loop.read(descriptor) { bytes in
            for index in bytes.indices { inbox.append(bytes[index]) }
        }
        switch result {
        case .bytes: takeLines()
        case .wouldBlock: break
        case .endOfStream, .failed: end()
        }
    }

    private func takeLines() {
        var begin = inbox.startIndex
        while let end = inbox[begin...].firstIndex(of: Self.newline) {
            let line = Array(inbox[begin..<end])
            begin = end + 1
            guard let value = try? JSONDecoder().decode(Incoming.self, from: Data(line)) else {
                return self.end()
            }
            heard?(value)
            guard watch != nil else { return }
        }
        inbox.removeSubrange(..<begin)
        if inbox.count > Self.limit { end() }
    }

    private func flush() {
        guard let watch else { return }
        switch Socket.write(descriptor, outbox) {
        case .bytes(let count): outbox.removeFirst(count)
        case .wouldBlock: break
        case .endOfStream, .failed: return end()
        }
        guard outbox.count <= Self.limit else { return end() }
        loop.update(watch, outbox.isEmpty ? .read : [.read, .write])
    }

    private func end() {
        let ended = ended
        close()
        ended?()
    }

    private static var newline: UInt8 { UInt8(ascii: "\n") }
}
