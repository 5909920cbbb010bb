package import Net
import Wire

/// A socket on which a shard accepts.
final class Listener {
    let descriptor: FileDescriptor
    var watch: Watch?

    init(_ descriptor: consuming FileDescriptor) { self.descriptor = descriptor }
}

extension Shard {
    /// Accepts on `listener` too from now on.
    package func listen(on listener: consuming FileDescriptor) {
        Socket.setUnsentLimit(listener.number, bytes: configuration.unsentBytes)
        let listener = Listener(listener)
        let tag = Self.firstListenerTag + UInt64(listeners.count)
        listener.watch = loop.watch(
            listener.descriptor.number, .read, handler: self, tag: tag)
        listeners.append(listener)
    }

    func stopListening() {
        for listener in listeners { stop(listener) }
        listeners = []
    }

    private func stop(_ listener: Listener) {
        if let watch = listener.watch { loop.unwatch(watch) }
        listener.watch = nil
    }

    /// Accepts from a listener that is ready.
    func accept(tag: UInt64) {
        let index = Int(tag - Self.firstListenerTag)
        if index < listeners.count { acceptSome(listeners[index]) }
    }

    /// Accepts from every listener.
    func acceptSome() {
        for listener in listeners { acceptSome(listener) }
    }

    private func acceptSome(_ listener: Listener) {
        guard let watch = listener.watch else { return }
        for _ in 0..<configuration.acceptsPerTurn {
            switch Socket.accept(listener.descriptor.number) {
            case .connection(let descriptor, let peer):
                welcome(FileDescriptor(owning: descriptor), from: peer.port == nil ? "" : peer.host)
            case .wouldBlock: return
            case .exhausted:
                // It would be ready again at once: the next tick tries again.
                loop.update(watch, [])
                counters.acceptPauses += 1
                return
            case .failed: return stop(listener)
            }
        }
    }

    func resumeAccepting() {
        for listener in listeners {
            if let watch = listener.watch { loop.update(watch, .read) }
        }
    }

    private func welcome(_ descriptor: consuming FileDescriptor, from peer: String) {
        let isTrusted = configuration.proxies.contains(peer)
        // Whom a proxy speaks for is counted once it has said so.
        let counted = isTrusted ? "" : peer
        guard ledger.admit(address: counted) else {
            refuse(descriptor)
            return
        }
        counters.accepted += 1
        if !peer.isEmpty { Socket.setNoDelay(descriptor.number) }
        let number = descriptor.number
        // The table makes the name, and only then can the connection be made with it.
        var owned: FileDescriptor? = consume descriptor
        let session = HTTPSession(limits: configuration.http)
        if isTrusted, configuration.proxies.sendHeader {
            session.proxyHeader = ProxyHeaderDecoder()
        }
        let connection = connections.insert { id in
            guard let descriptor = owned.take() else { preconditionFailure("made once") }
            return Connection(
                id: id, descriptor: descriptor, peer: peer, mode: .http(session))
        }
        connection.isTrusted = isTrusted
        connection.countedAddress = counted
        connection.watch = loop.watch(number, .read, handler: self, tag: connection.id.tag)
        arm(connection, .head)
    }

    /// One write that fits an empty socket; whoever does not read it has lost nothing else.
    private func refuse(_ descriptor: borrowing FileDescriptor) {
        counters.connectionsRefused += 1
        var bytes: [UInt8] = []
        GatewayProblem.busy.response.write(
            to: &bytes, date: date.text(at: services.clock()), isKeptAlive: false)
        _ = Socket.write(descriptor.number, bytes)
    }
}
