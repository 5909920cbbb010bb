import Hub
import Net
import Wire

extension Shard {
    /// Goes on with a handshake, when it has a place and this turn has time for another step.
    ///
    /// A step may cost a millisecond. One that is put off is reported again in the next turn, since
    /// the loop is level-triggered; so those who are there keep their latency in a rush. Who has to
    /// wait for a place is not read from, and only its end is heard of.
    func shakeHands(_ connection: Connection, _ tls: TLSSession) {
        guard tlsHandshakes.enter(connection.id, now: loop.now) else {
            services.tlsCounts.delayed()
            return watch(connection, [])
        }
        guard takeHandshakeStep() else { return }
        switch tls.shakeHands() {
        case .done:
            endHandshake(connection)
            services.tlsCounts.succeeded(tls.facts)
            arm(connection, .head)
            watch(connection, .read)
            readSession(connection, tls)
        case .awaitsBytes: watch(connection, .read)
        case .awaitsRoom: watch(connection, .write)
        case .failed(let failure): handshakeFailed(connection, failure)
        }
    }

    private func takeHandshakeStep() -> Bool {
        if tlsHandshakeTurn != loop.now {
            tlsHandshakeTurn = loop.now
            tlsHandshakeSteps = 0
        }
        tlsHandshakeSteps += 1
        return tlsHandshakeSteps <= configuration.tlsStepsPerTurn
    }

    /// Gives the place of a handshake, if it has one, to who has waited longest.
    func endHandshake(_ connection: Connection) {
        tlsHandshakes.leave(connection.id)
        while let id = tlsHandshakes.next(now: loop.now) {
            if let next = connections[id] { watch(next, .read) }
        }
    }

    /// Ends handshakes that others have waited for long enough.
    func endOverdueHandshakes(_ now: MonotonicTime) {
        for id in tlsHandshakes.overdue(now: now) {
            if let connection = connections[id] { handshakeExpired(connection) }
        }
    }

    private func handshakeFailed(_ connection: Connection, _ failure: TLSFailure) {
        services.tlsCounts.failed(failure.label)
        // Balancers and port scans connect and go away: they are counted only.
        if failure != .ended {
            services.report(.handshakeFailed(peer: connection.peerName, failure))
        }
        guard failure == .plainRequest else { return drop(connection) }
        endHandshake(connection)
        connection.tls = nil
        watch(connection, .read)
        finish(connection, with: GatewayProblem.plainRequest.response())
    }

    /// The time for a handshake is over.
    func handshakeExpired(_ connection: Connection) {
        counters.timeouts[.handshake, default: 0] += 1
        services.tlsCounts.failed("too_slow")
        services.report(.handshakeTooSlow(peer: connection.peerName))
        drop(connection)
    }

    /// Reads what has come, record by record, until the session has nothing left.
    ///
    /// What the session holds is unknown to the kernel: unless it would block, the rest is read in
    /// the next turn. Records that bring no bytes count as well: one that changes the keys costs
    /// more than most that do.
    func readSession(_ connection: Connection, _ tls: TLSSession) {
        var records = 0
        while records < configuration.tlsRecordsPerTurn {
            guard connections[connection.id] === connection, connection.tls === tls,
                connection.interest.contains(.read)
            else { return }
            let result = loop.read(tls) { dispatch(copy $0, from: connection) }
            records += max(1, tls.recordsRead)
            switch result {
            case .bytes(let count): counters.bytesRead += count
            case .wouldBlock:
                if tls.readAwaitsRoom { awaitRoom(connection) }
                return
            case .endOfStream: return ended(connection)
            case .failed: return sessionFailed(connection, tls)
            }
        }
        goOnReading(connection)
    }

    /// Reads on in the next turn, if the connection still is there by then.
    func goOnReading(_ connection: Connection) {
        guard connection.tls?.isOpen == true, !connection.isReadPlanned else { return }
        connection.isReadPlanned = true
        let id = connection.id
        loop.inNextTurn {
            self.assumeIsolated { shard in
                guard let connection = shard.connections[id] else { return }
                connection.isReadPlanned = false
                if let tls = connection.tls, tls.isOpen { shard.readSession(connection, tls) }
            }
        }
    }

    /// A read that has to write first goes on when the socket has room, and until then the kernel
    /// need not say that there is something to read.
    private func awaitRoom(_ connection: Connection) {
        if !connection.isBlocked { holdBack(connection) }
        watch(connection, .write)
        switch connection.deadline?.purpose {
        case nil, .heartbeat: if connection.webSocket == nil { arm(connection, .write) }
        // What the peer has to do by then it still has to do.
        case .handshake, .head, .body, .idle, .write, .close, .credentials: break
        }
    }

    private func sessionFailed(_ connection: Connection, _ tls: TLSSession) {
        if let failure = tls.failure, failure != .ended {
            services.tlsCounts.failed(failure.label)
            services.report(.sessionFailed(peer: connection.peerName, failure))
        }
        drop(connection)
    }

    /// Ends the connection of a client that speaks TLS to a port that does not; false when it does not.
    ///
    /// No method begins with this byte, the type of a handshake record (RFC 8446 section 5.1).
    func dropMistakenHello(
        _ bytes: Span<UInt8>, _ connection: Connection, _ session: HTTPSession
    ) -> Bool {
        guard connection.tls == nil, !session.hasAnswered, session.parser.phase == .idle,
            bytes.count > 0, bytes[0] == 0x16
        else { return false }
        services.tlsCounts.failed("plain_port")
        services.report(.tlsOnPlainPort(peer: connection.peerName))
        drop(connection)
        return true
    }
}

extension WriteQueue {
    /// Writes once, what fits one record; says what the session said.
    ///
    /// After `.wouldBlock` the same bytes come first again, as the session wants it.
    mutating func write(
        through session: TLSSession, gatheringIn scratch: inout [UInt8]
    ) -> IOResult {
        gather(in: &scratch, limit: TLSSession.recordBytes)
        let result = session.write(scratch[...])
        if case .bytes(let written) = result { remove(written) }
        return result
    }
}
