package import Net
import Wire

extension Shard {
    /// Accepts on `listener` too from now on, clients that speak TLS if it is given.
    package func listen(on listener: consuming FileDescriptor, tls: TLSServer? = nil) {
        // What is set here holds for all who are accepted: Linux copies it from the listener.
        Socket.setUnsentLimit(listener.number, bytes: configuration.unsentBytes)
        Socket.setNoDelay(listener.number)
        let listener = Listener(listener, tls: tls)
        listener.watch = loop.watch(
            listener.descriptor.number, .read, handler: self, tag: Listener.tag(listeners.count))
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

    /// Accepts some of those who wait at the listener in `place`: one, and twice as many each time as
    /// long as they keep coming.
    ///
    /// To find that nobody waits any more costs the kernel half of what accepting does, and most
    /// come alone; the listener is ready again in the next turn if somebody is left.
    func acceptSome(_ place: Int) {
        guard place < listeners.count else { return }
        let listener = listeners[place]
        let isRush = loop.now < listener.rushEnds || isShortOfDescriptors
        listener.batch = isRush ? min(listener.batch * 2, configuration.acceptsPerTurn) : 1
        listener.rushEnds = loop.now + .milliseconds(1)
        accept(listener, atMost: listener.batch)
    }

    /// Accepts what waits at `listener`, as far as one turn goes.
    func accept(_ listener: Listener, atMost limit: Int) {
        guard let watch = listener.watch else { return }
        for _ in 0..<limit {
            switch Socket.accept(listener.descriptor.number) {
            case .connection(let descriptor, let peer):
                welcome(
                    FileDescriptor(owning: descriptor), from: peer.port == nil ? nil : peer.host,
                    listener.tls)
            case .wouldBlock:
                if isShortOfDescriptors { services.report(.acceptingGoesOn) }
                isShortOfDescriptors = false
                return
            case .exhausted(let cause):
                // It would be ready again at once: the next tick tries again.
                loop.update(watch, [])
                counters.acceptPauses += 1
                if !isShortOfDescriptors { services.report(.acceptingStopped(cause)) }
                isShortOfDescriptors = true
                return
            case .failed(let cause):
                counters.listenersFailed += 1
                services.report(.listenerFailed(cause))
                return stop(listener)
            }
        }
    }

    func resumeAccepting() {
        for listener in listeners {
            if let watch = listener.watch { loop.update(watch, .read) }
        }
    }

    private func welcome(
        _ descriptor: consuming FileDescriptor, from peer: String?, _ server: TLSServer?
    ) {
        let isTrusted = configuration.proxies.contains(peer)
        // Whom a proxy speaks for is counted once it has said so.
        let counted = isTrusted ? nil : peer
        guard ledger.admit(address: counted) else {
            refuse(descriptor, inPlain: server == nil)
            return
        }
        counters.accepted += 1
        let number = descriptor.number
        let tls = server?.session(on: number)
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
        connection.tls = tls
        connection.isSecure = tls != nil
        connection.isTrusted = isTrusted
        connection.countedAddress = counted
        connection.watch = loop.watch(number, .read, handler: self, tag: connection.id.tag)
        if server != nil, tls == nil { return drop(connection) }
        arm(connection, tls == nil ? .head : .handshake)
    }

    /// One write that fits an empty socket; whoever does not read it has lost nothing else.
    private func refuse(_ descriptor: borrowing FileDescriptor, inPlain: Bool) {
        counters.connectionsRefused += 1
        guard inPlain else { return }
        var bytes: [UInt8] = []
        GatewayProblem.busy.response().write(
            to: &bytes, date: date.text(at: services.clock()), isKeptAlive: false)
        _ = Socket.write(descriptor.number, bytes)
    }
}
