import Net
import Wire

extension Shard {
    /// Accepts on `listener` from now on, clients that speak TLS if it is given.
    func listen(on listener: consuming FileDescriptor, tls: TLSServer?) {
        Socket.setUnsentLimit(listener.number, bytes: configuration.unsentBytes)
        let watch = loop.watch(
            listener.number, .read, handler: self, tag: Listener.tag(listeners.count))
        listeners.append(Listener(listener, tls: tls, watch: watch))
    }

    func stopListening() {
        for listener in listeners { loop.unwatch(listener.watch) }
        listeners = []
    }

    /// Accepts what waits, as far as one turn goes, at the listener in `place`.
    func acceptSome(_ place: Int) {
        guard place < listeners.count else { return }
        let listener = listeners[place]
        for _ in 0..<configuration.acceptsPerTurn {
            switch Socket.accept(listener.descriptor.number) {
            case .connection(let descriptor, let peer):
                welcome(
                    FileDescriptor(owning: descriptor), from: peer.port == nil ? "" : peer.host,
                    listener.tls)
            case .wouldBlock: return
            case .exhausted:
                // It would be ready again at once: the next tick tries again.
                return loop.update(listener.watch, [])
            case .failed: return loop.unwatch(listener.watch)
            }
        }
    }

    func resumeAccepting() {
        for listener in listeners { loop.update(listener.watch, .read) }
    }

    private func welcome(
        _ descriptor: consuming FileDescriptor, from peer: String, _ server: TLSServer?
    ) {
        guard ledger.admit(address: peer) else {
            if server == nil { refuse(descriptor) }
            return
        }
        if !peer.isEmpty { Socket.setNoDelay(descriptor.number) }
        let number = descriptor.number
        let tls = server?.session(on: number)
        // The table makes the name, and only then can the connection be made with it.
        var owned: FileDescriptor? = consume descriptor
        let session = HTTPSession(limits: configuration.http)
        let connection = connections.insert { id in
            guard let descriptor = owned.take() else { preconditionFailure("made once") }
            return Connection(
                id: id, descriptor: descriptor, peer: peer, mode: .http(session))
        }
        connection.tls = tls
        connection.watch = loop.watch(number, .read, handler: self, tag: connection.id.tag)
        if server != nil, tls == nil { return drop(connection) }
        arm(connection, tls == nil ? .head : .handshake)
    }

    /// One write that fits an empty socket; whoever does not read it has lost nothing else.
    private func refuse(_ descriptor: borrowing FileDescriptor) {
        var bytes: [UInt8] = []
        GatewayProblem.busy.response.write(
            to: &bytes, date: date.text(at: services.clock()), isKeptAlive: false)
        _ = Socket.write(descriptor.number, bytes)
    }
}
