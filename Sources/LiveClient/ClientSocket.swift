package import Net

/// Hears what becomes of a client's socket; called on the loop.
package protocol ClientSocketOwner: AnyObject {
    /// The connection stands: writing makes sense from now on.
    func socketConnected()
    /// Bytes came; they are lent for the time of the call.
    func socketReceived(_ bytes: borrowing Span<UInt8>)
    /// The connection is over; the socket is closed already. Comes once, and last.
    func socketEnded()
}

/// One outgoing connection on a loop: connects, reads, and writes once a turn.
///
/// It keeps its owner alive until the connection has ended or was closed.
package final class ClientSocket: ReadinessHandler {
    private let loop: EventLoop
    private var owner: (any ClientSocketOwner)?
    private var descriptor: Int32
    private var watch: Watch?
    private var isConnected = false
    private var isFlushPlanned = false
    private var outbox: [UInt8] = []

    /// What may wait for a peer that does not read; beyond it the connection is given up.
    private static let outboxLimit = 1 << 20

    /// Begins to connect; the owner hears how it went, never from within this call.
    package init(
        to address: SocketAddress, on loop: EventLoop, owner: any ClientSocketOwner
    ) throws(SocketError) {
        self.loop = loop
        self.owner = owner
        descriptor = try Socket.connect(to: address).release()
        watch = loop.watch(descriptor, .write, handler: self, tag: 0)
    }

    /// Sends bytes at the end of this turn, with all others of the turn.
    package func write(_ bytes: [UInt8]) {
        guard descriptor >= 0 else { return }
        outbox += bytes
        planFlush()
    }

    /// Sends what is written and closes, without another word to the owner.
    package func close() {
        guard descriptor >= 0 else { return }
        if isConnected, !outbox.isEmpty { _ = Socket.write(descriptor, outbox) }
        if let watch { loop.unwatch(watch) }
        FileDescriptor(owning: descriptor).close()
        descriptor = -1
        watch = nil
        outbox = []
        owner = nil
    }

    /// Called by the loop.
    package func ready(_ readiness: Readiness, tag: UInt64) {
        guard isConnected else {
            connected()
            return
        }
        if readiness.contains(.write) { flush() }
        if readiness.contains(.read), descriptor >= 0 { read() }
    }

    private func connected() {
        if Socket.pendingError(descriptor) != nil {
            end()
            return
        }
        isConnected = true
        if let watch { loop.update(watch, .read) }
        owner?.socketConnected()
    }

    private func read() {
        let result = loop.read(descriptor) { owner?.socketReceived($0) }
        switch result {
        case .bytes, .wouldBlock: break
        case .endOfStream, .failed: if descriptor >= 0 { end() }
        }
    }

    private func planFlush() {
        guard isConnected, !isFlushPlanned else { return }
        isFlushPlanned = true
        loop.atEndOfTurn { [self] in
            isFlushPlanned = false
            flush()
        }
    }

    private func flush() {
        guard descriptor >= 0, !outbox.isEmpty else { return }
        switch Socket.write(descriptor, outbox) {
        case .bytes(let count) where count == outbox.count: outbox = []
        case .bytes(let count): outbox.removeFirst(count)
        case .wouldBlock: break
        case .endOfStream, .failed: return end()
        }
        guard outbox.count <= Self.outboxLimit else { return end() }
        if let watch { loop.update(watch, outbox.isEmpty ? .read : [.read, .write]) }
    }

    private func end() {
        let owner = owner
        outbox = []
        close()
        owner?.socketEnded()
    }
}
