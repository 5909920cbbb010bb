import Net
import Wire

extension Shard {
    /// Accepts on `listener` from now on.
    func listen(on listener: consuming FileDescriptor) {
        precondition(listenerWatch == nil, "a shard has one listener")
        Socket.setUnsentLimit(listener.number, bytes: configuration.unsentBytes)
        listenerWatch = loop.watch(
            listener.number, .read, handler: self, tag: Self.listenerTag)
        self.listener = consume listener
    }

    func stopListening() {
        guard let watch = listenerWatch else { return }
        loop.unwatch(watch)
        listenerWatch = nil
        listener = nil
    }

    func acceptSome() {
        guard let number = listener?.number else { return }
        for _ in 0..<configuration.acceptsPerTurn {
            switch Socket.accept(number) {
            case .connection(let descriptor, let peer):
                welcome(FileDescriptor(owning: descriptor), from: peer.port == nil ? "" : peer.host)
            case .wouldBlock: return
            case .exhausted:
                // It would be ready again at once: the next tick tries again.
                if let listenerWatch { loop.update(listenerWatch, []) }
                return
            case .failed: return stopListening()
            }
        }
    }

    func resumeAccepting() {
        if let listenerWatch { loop.update(listenerWatch, .read) }
    }

    private func welcome(_ descriptor: consuming FileDescriptor, from peer: String) {
        guard ledger.admit(address: peer) else {
            refuse(descriptor)
            return
        }
        if !peer.isEmpty { Socket.setNoDelay(descriptor.number) }
        let number = descriptor.number
        // The table makes the name, and only then can the connection be made with it.
        var owned: FileDescriptor? = consume descriptor
        let session = HTTPSession(limits: configuration.http)
        let connection = connections.insert { id in
            guard let descriptor = owned.take() else { preconditionFailure("made once") }
            return Connection(
                id: id, descriptor: descriptor, peer: peer, mode: .http(session))
        }
        connection.watch = loop.watch(number, .read, handler: self, tag: connection.id.tag)
        arm(connection, .head)
    }

    /// One write that fits an empty socket; whoever does not read it has lost nothing else.
    private func refuse(_ descriptor: borrowing FileDescriptor) {
        var bytes: [UInt8] = []
        GatewayProblem.busy.response.write(
            to: &bytes, date: date.text(at: services.clock()), isKeptAlive: false)
        _ = Socket.write(descriptor.number, bytes)
    }
}
