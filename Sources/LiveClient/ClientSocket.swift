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
/// It keeps its owner alive until the connection has ended or was closed, or the loop has ended.
package final class ClientSocket: ReadinessHandler {
    private let loop: EventLoop
    private var owner: (any ClientSocketOwner)?
    private var descriptor: Int32
    private var watch: Watch?
    /// The server to find by TLS, if it is to be spoken.
    private let destination: TLSDestination?
    private var tls: TLSSession?
    /// Why TLS with the server failed, if it did.
    package private(set) var failure: TLSFailure?
    /// Why nobody could be reached at the address, if so.
    package private(set) var connectError: Errno?
    private var isConnected = false
    private var isFlushPlanned = false
    private var outbox: [UInt8] = []
    private var readRate: Int?
    /// Runs while a slow reader may not read.
    private var pause: Timer?

    /// What may wait for a peer that does not read; beyond it the connection is given up.
    private static let outboxLimit = 1 << 20
    /// TLS records read in one turn, before others get theirs.
    private static let recordsPerTurn = 16

    /// Begins to connect; the owner hears how it went, never from within this call.
    ///
    /// With `tls` it speaks to that server only. It connects from `source`, or from where the
    /// system picks, and reads at most `readRate` bytes a second, for a client that is to be slow.
    package init(
        to address: SocketAddress, from source: SocketAddress? = nil, on loop: EventLoop,
        readRate: Int? = nil, tls destination: TLSDestination? = nil,
        owner: any ClientSocketOwner
    ) throws(SocketError) {
        self.destination = destination
        self.loop = loop
        self.owner = owner
        self.readRate = readRate
        descriptor = try Socket.connect(
            to: address, from: source, receiveBuffer: readRate.map { max(2_048, $0) }
        ).release()
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
        if isConnected, !outbox.isEmpty { _ = writeOnce() }
        tls?.sendClosure()
        tls = nil
        if let watch { loop.unwatch(watch) }
        if let pause { loop.cancel(pause) }
        pause = nil
        FileDescriptor(owning: descriptor).close()
        descriptor = -1
        watch = nil
        outbox = []
        owner = nil
    }

    /// Changes how many bytes a second are read at most; nil for as many as come.
    package func setReadRate(_ rate: Int?) {
        readRate = rate
        endPause()
    }

    /// Called by the loop.
    package func ready(_ readiness: Readiness, tag: UInt64) {
        guard isConnected else {
            connected()
            return
        }
        if let tls, !tls.isOpen { return shakeHands(tls) }
        if readiness.contains(.write) { flush() }
        guard descriptor >= 0 else { return }
        if readiness.contains(.read) || tls?.readAwaitsRoom == true {
            read()
        } else if readiness.contains(.hangup) || readiness.contains(.error) {
            // It is reported in every turn, also while a slow reader may not read.
            end()
        }
    }

    /// Called by the loop.
    package func loopEnded() { close() }

    private func connected() {
        if let error = Socket.pendingError(descriptor) {
            connectError = error
            end()
            return
        }
        isConnected = true
        if let destination {
            guard let session = destination.session(on: descriptor) else { return end() }
            tls = session
            shakeHands(session)
        } else {
            opened()
        }
    }

    private func opened() {
        updateInterest()
        owner?.socketConnected()
        planFlush()
    }

    private func shakeHands(_ session: TLSSession) {
        guard let watch else { return }
        switch session.shakeHands() {
        case .done:
            opened()
            if descriptor >= 0 { read() }
        case .awaitsBytes: loop.update(watch, .read)
        case .awaitsRoom: loop.update(watch, .write)
        case .failed(let reason):
            failure = reason
            end()
        }
    }

    private func read() {
        // A tenth of a second's worth at a time, so that a slow reader reads steadily.
        let limit = readRate.map { max(1, $0 / 10) } ?? .max
        if let tls { return read(tls, limit) }
        take(loop.read(descriptor, limit: limit) { owner?.socketReceived($0) })
    }

    /// What the session still holds is unknown to the kernel: it is read until it would block, or
    /// after the pause of a slow reader.
    private func read(_ session: TLSSession, _ limit: Int) {
        for _ in 0..<Self.recordsPerTurn {
            guard descriptor >= 0, pause == nil else { return }
            let result = loop.read(session, limit: limit) { owner?.socketReceived($0) }
            take(result)
            if session.readAwaitsRoom { updateInterest() }
            guard case .bytes = result else { return }
        }
        readOn()
    }

    private func readOn() {
        guard tls?.isOpen == true else { return }
        loop.after(.zero) { [self] in
            if descriptor >= 0 { read() }
        }
    }

    private func take(_ result: IOResult) {
        switch result {
        case .bytes(let count): if let readRate { beginPause(for: count, at: readRate) }
        case .wouldBlock: break
        case .endOfStream, .failed: if descriptor >= 0 { end() }
        }
    }

    private func beginPause(for count: Int, at rate: Int) {
        guard descriptor >= 0, rate > 0 else { return }
        pause = loop.after(.seconds(count) / rate) { [self] in endPause() }
        updateInterest()
    }

    private func endPause() {
        if let pause { loop.cancel(pause) }
        pause = nil
        guard isConnected, tls?.isOpen ?? true else { return }
        updateInterest()
        readOn()
    }

    private func updateInterest() {
        guard let watch else { return }
        var interest: Interest = []
        if pause == nil { interest.insert(.read) }
        if !outbox.isEmpty || tls?.readAwaitsRoom == true { interest.insert(.write) }
        loop.update(watch, interest)
    }

    private func planFlush() {
        guard isConnected, tls?.isOpen ?? true, !isFlushPlanned else { return }
        isFlushPlanned = true
        loop.atEndOfTurn { [self] in
            isFlushPlanned = false
            flush()
        }
    }

    private func flush() {
        guard descriptor >= 0, !outbox.isEmpty else { return }
        var isFull = false
        while !outbox.isEmpty, !isFull {
            switch writeOnce() {
            case .bytes(let count) where count == outbox.count: outbox = []
            case .bytes(let count): outbox.removeFirst(count)
            case .wouldBlock: isFull = true
            case .endOfStream, .failed: return end()
            }
        }
        guard outbox.count <= Self.outboxLimit else { return end() }
        updateInterest()
    }

    private func writeOnce() -> IOResult {
        guard let tls else { return Socket.write(descriptor, outbox) }
        return tls.write(outbox[...])
    }

    private func end() {
        let owner = owner
        outbox = []
        close()
        owner?.socketEnded()
    }
}
