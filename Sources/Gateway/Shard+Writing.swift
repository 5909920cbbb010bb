import Hub
import Net

extension Shard {
    /// Sends `piece` with everything else that this turn brings.
    func send(_ piece: [UInt8], to connection: Connection) {
        connection.outbox.append(piece)
        if connection.outbox.count >= configuration.writeBytes, !connection.isBlocked {
            write(connection)
        }
        markDirty(connection)
    }

    func markDirty(_ connection: Connection) {
        guard !connection.isDirty else { return }
        connection.isDirty = true
        dirty.append(connection.id)
        guard !isFlushPlanned else { return }
        isFlushPlanned = true
        loop.atEndOfTurn { self.assumeIsolated { $0.flushDirty() } }
    }

    /// The end of a turn: one write for each connection that has something to send.
    private func flushDirty() {
        isFlushPlanned = false
        var batch: [ConnectionID] = []
        swap(&batch, &dirty)
        for id in batch {
            guard let connection = connections[id] else { continue }
            connection.isDirty = false
            flush(connection)
        }
        settle()
        fanOutEnded()
    }

    /// What came off the log, if anything did, is with everybody who could take it.
    func fanOutEnded() {
        guard let began = fanOutBegan else { return }
        fanOutBegan = nil
        counters.fanOut.record(MonotonicTime.now - began)
    }

    /// Writes what there is, then tells those who wait for it.
    func flush(_ connection: Connection) {
        if !connection.isBlocked { write(connection) }
        guard connections[connection.id] != nil, connection.outbox.isEmpty else { return }
        watch(connection, connection.interest.subtracting(.write))
        if connection.hubWaits {
            connection.hubWaits = false
            hub.written(connection.id)
            settle()
        }
        afterWriting(connection)
    }

    /// Writes until everything is written or the socket is full.
    private func write(_ connection: Connection) {
        var moved = 0
        while !connection.outbox.isEmpty {
            let result =
                if let tls = connection.tls {
                    connection.outbox.write(through: tls, gatheringIn: &scratch)
                } else {
                    connection.outbox.write(
                        to: connection.descriptor.number, gatheringIn: &scratch,
                        limit: configuration.writeBytes)
                }
            switch result {
            case .bytes(let count):
                moved += count
                connection.hasMoved = true
                counters.bytesWritten += count
            case .wouldBlock: return block(connection, moved: moved)
            case .endOfStream, .failed: return drop(connection)
            }
        }
    }

    /// The socket is full: the rest waits for it, and the hub keeps what comes next.
    private func block(_ connection: Connection, moved: Int) {
        connection.isBlocked = true
        // Who does not take a responder's answers is not read from, so that they cannot pile up.
        let pauses = connection.webSocket != nil && isResponding
        watch(connection, pauses ? .write : connection.interest.union(.write))
        if pauses { return }
        if isOfHub(connection) {
            hub.blocked(connection.id)
            connection.hubWaits = true
        }
        if connection.webSocket == nil {
            armForWriting(connection, moved: moved)
        }
    }

    /// Goes on after everything has been written.
    private func afterWriting(_ connection: Connection) {
        switch connection.mode {
        case .http(let session):
            if session.isAnswering { return }
            if !session.ahead.isEmpty { return goOn(connection, session) }
            if session.peerEnded { return drop(connection) }
            armForRequest(connection, session)
        case .webSocket(let session):
            watch(connection, connection.interest.union(.read))
            payPong(connection, session)
        case .eventStream:
            if connection.deadline?.purpose == .write { arm(connection, .heartbeat) }
        case .leaving:
            connection.tls?.sendClosure()
            Socket.shutdownWrite(connection.descriptor.number)
            if !connection.interest.contains(.read) { return drop(connection) }
            if connection.deadline?.purpose != .close { arm(connection, .close) }
        }
    }
}
