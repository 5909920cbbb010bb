import Hub
import Net
import Wire

extension Shard {
    /// Takes what the loop says of a socket.
    func serve(_ id: ConnectionID, _ readiness: Readiness) {
        guard let connection = connections[id] else { return }
        if let tls = connection.tls, !tls.isOpen {
            // Who waits for a place is watched for nothing, and hears only of its end.
            guard !connection.interest.isEmpty else { return drop(connection) }
            guard passPlainHeader(connection) else { return }
            return shakeHands(connection, tls)
        }
        if readiness.contains(.write), connection.isBlocked {
            connection.isBlocked = false
            if connection.tls?.readAwaitsRoom == true {
                watch(connection, connection.interest.union(.read))
            }
            flush(connection)
        }
        guard connections[id] != nil else { return }
        if readiness.contains(.read) {
            read(connection)
        } else if !readiness.isDisjoint(with: [.hangup, .error]) {
            drop(connection)
        }
    }

    /// Reads once; the loop calls again as long as there is more.
    private func read(_ connection: Connection) {
        if let tls = connection.tls { return readSession(connection, tls) }
        let result = loop.read(connection.descriptor.number) { bytes in
            var position = 0
            if passProxyHeader(copy bytes, at: &position, connection) {
                dispatch(bytes.extracting(position...), from: connection)
            }
        }
        switch result {
        case .bytes(let count): counters.bytesRead += count
        case .wouldBlock: break
        case .endOfStream: ended(connection)
        case .failed: drop(connection)
        }
    }

    /// Gives bytes to whatever they mean.
    func dispatch(_ bytes: Span<UInt8>, from connection: Connection) {
        switch connection.mode {
        case .http(let session):
            if dropMistakenHello(bytes, connection, session) { return }
            receive(bytes, connection, session)
        case .webSocket(let session): receive(bytes, from: 0, connection, session)
        case .eventStream, .leaving: break
        }
    }

    /// The peer has ended its side.
    func ended(_ connection: Connection) {
        switch connection.mode {
        case .http(let session) where session.isAnswering || !connection.unwritten.isEmpty:
            session.peerEnded = true
            watch(connection, connection.interest.subtracting(.read))
        case .leaving where !connection.unwritten.isEmpty:
            watch(connection, connection.interest.subtracting(.read))
        case .http, .webSocket, .eventStream, .leaving: drop(connection)
        }
    }

    func watch(_ connection: Connection, _ interest: Interest) {
        guard interest != connection.interest, let watch = connection.watch else { return }
        if interest.contains(.read), !connection.interest.contains(.read) {
            goOnReading(connection)
        }
        connection.interest = interest
        loop.update(watch, interest)
    }

    /// Whether the connection was not let go: a write that fails does so amid what comes.
    func isOpen(_ connection: Connection) -> Bool { connections[connection.id] === connection }

    /// Lets a connection go, whatever it was doing.
    func drop(_ connection: Connection) {
        guard isOpen(connection) else { return }
        switch connection.mode {
        case .webSocket(let session) where session.machine.state == .open:
            counters.webSocketsLost += 1
        case .eventStream(let session) where session.hasBegun: counters.streamsLost += 1
        case .http, .webSocket, .eventStream, .leaving: break
        }
        leaveHub(connection)
        if let tls = connection.tls {
            tls.sendClosure()
            endHandshake(connection)
        }
        if let watch = connection.watch { loop.unwatch(watch) }
        connections.remove(connection.id)
        ledger.release(address: connection.countedAddress)
        if phase == .draining { finishDrainIfOver(loop.now) }
    }
}
