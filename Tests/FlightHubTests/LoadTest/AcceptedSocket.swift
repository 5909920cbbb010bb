import Net

/// A connection that a listener has accepted. *(loop)*
final class AcceptedSocket {
    private let loop: EventLoop
    private let descriptor: Int32
    private var watch: Watch?
    private var outbox: [UInt8] = []
    private var ended: (() -> Void)?

    /// What may wait for a client that does not read; beyond it the connection ends.
    private static let outboxLimit = 32 << 20

    /// Takes over a descriptor; `ended` is called once, unless it was closed before.
    init(
        _ descriptor: Int32, on loop: EventLoop,
        received: @escaping (borrowing Span<UInt8>) -> Void,
        ended: @escaping () -> Void
    ) {
        self.descriptor = descriptor
        self.loop = loop
        self.ended = ended
        Socket.setNoDelay(descriptor)
        watch = loop.watch(descriptor, .read) { [self] readiness in
            if readiness.contains(.write) { flush() }
            guard watch != nil, readiness.contains(.read) else { return }
            switch loop.read(descriptor, received) {
            case .bytes, .wouldBlock: break
            case .endOfStream, .failed: end()
            }
        }
    }

    /// Sends what can be sent now, and the rest when it can be.
    func write(_ bytes: [UInt8]) {
        outbox += bytes
        flush()
    }

    /// Closes without a word, after trying to send what waits.
    func close() {
        guard let watch else { return }
        if !outbox.isEmpty { _ = Socket.write(descriptor, outbox) }
        loop.unwatch(watch)
        self.watch = nil
        ended = nil
        FileDescriptor(owning: descriptor).close()
    }

    private func flush() {
        guard let watch, !outbox.isEmpty else { return }
        switch Socket.write(descriptor, outbox) {
        case .bytes(let count): outbox.removeFirst(count)
        case .wouldBlock: break
        case .endOfStream, .failed: return end()
        }
        guard outbox.count <= Self.outboxLimit else { return end() }
        loop.update(watch, outbox.isEmpty ? .read : [.read, .write])
    }

    private func end() {
        let ended = ended
        close()
        ended?()
    }
}
