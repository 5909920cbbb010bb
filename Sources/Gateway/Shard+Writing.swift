import Hub
import Net

extension Shard {
    /// Sends `piece` with everything else that this turn brings.
    func send(_ piece: [UInt8], to connection: Connection) {
        connection.unwritten.append(piece)
        if connection.unwritten.count >= configuration.writeBytes, !connection.isBlocked {
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
        loop.atEndOfTurn { self.assumeIsolated { $0.flushSome() } }
    }

    /// The end of a turn: one write for each connection that has something to send.
    ///
    /// A crowd takes several turns. Between them the log and the other descriptors are heard, or an
    /// event would wait a whole round for each step of its way; what comes meanwhile leaves with
    /// what still waits for its write.
    private func flushSome() {
        if sweep.isOver { beginSweep() }
        for id in sweep.take(configuration.writesPerTurn) {
            guard let connection = connections[id] else { continue }
            connection.isDirty = false
            flush(connection)
        }
        settle()
        if sweep.isOver { endSweep() }
        isFlushPlanned = !sweep.isOver || !dirty.isEmpty
        guard isFlushPlanned else { return }
        // Not at the end of this turn, which goes on until nothing is planned for it.
        loop.execute { [loop] in
            loop.atEndOfTurn { self.assumeIsolated { $0.flushSome() } }
        }
    }

    private func beginSweep() {
        sweep = WriteSweep(over: dirty, fanOutBegan: fanOutBegan)
        dirty = []
        fanOutBegan = nil
    }

    private func endSweep() {
        if let began = sweep.fanOutBegan { counters.fanOut.record(MonotonicTime.now - began) }
        if dirty.isEmpty { fanOutEnded() }
        sweep = WriteSweep()
    }

    /// What came off the log, if anything did, is with everybody who could take it.
    func fanOutEnded() {
        guard let began = fanOutBegan else { return }
        fanOutBegan = nil
        counters.fanOut.record(MonotonicTime.now - began)
    }

    /// Writes what there is, then tells those who wait for it.
    func flush(_ connection: Connection) {
        guard !connection.isBlocked else { return }
        write(connection)
        guard connections[connection.id] != nil, connection.unwritten.isEmpty else { return }
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
        while !connection.unwritten.isEmpty {
            let result =
                if let tls = connection.tls {
                    connection.unwritten.write(through: tls, gatheringIn: &scratch)
                } else {
                    connection.unwritten.write(
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

    /// The socket is full: the rest waits for it.
    private func block(_ connection: Connection, moved: Int) {
        holdBack(connection)
        if connection.webSocket == nil { armForWriting(connection, moved: moved) }
    }

    /// Writes no more until the socket has room, and lets the hub keep what comes next.
    func holdBack(_ connection: Connection) {
        connection.isBlocked = true
        // Who does not take a responder's answers is not read from, so that they cannot pile up.
        let pauses = connection.webSocket != nil && isResponding
        watch(connection, pauses ? .write : connection.interest.union(.write))
        if !pauses, isOfHub(connection) {
            hub.blocked(connection.id)
            connection.hubWaits = true
        }
    }

    /// Goes on after everything has been written.
    private func afterWriting(_ connection: Connection) {
        switch connection.mode {
        case .http(let session):
            if session.isAnswering {
                // The answer takes its time, and the socket has room for it again.
                connection.deadline = nil
                return
            }
            if !session.ahead.isEmpty { return goOn(connection, session) }
            if session.peerEnded { return drop(connection) }
            armForRequest(connection, session)
        case .webSocket(let session):
            if !hub.leavesAnswers(connection.id) {
                watch(connection, connection.interest.union(.read))
            }
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
