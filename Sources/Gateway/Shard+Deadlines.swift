import Hub
import LiveProtocol
import Net
import Wire

extension Shard {
    /// Sets the one deadline of a connection; one that runs for the same head or body runs on.
    func arm(_ connection: Connection, _ purpose: Connection.Purpose) {
        set(connection, purpose, after: duration(purpose))
    }

    /// Sets the deadline for what the next bytes of a request must complete.
    func armForRequest(_ connection: Connection, _ session: HTTPSession) {
        guard !connection.isBlocked else { return }
        let purpose: Connection.Purpose =
            switch session.parser.phase {
            case .idle: session.hasAnswered ? .idle : .head
            case .head: .head
            case .body: .body
            }
        if connection.deadline?.purpose != purpose { arm(connection, purpose) }
    }

    /// Sets the first deadline of a WebSocket; heartbeats of many that came at once are spread.
    func armForLife(_ connection: Connection, isAnonymous: Bool) {
        if isAnonymous, configuration.requiresCredentials {
            arm(connection, .credentials)
        } else {
            let share = 16 - Int64(connection.id.slot) % 8
            let interval = configuration.heartbeatInterval.clampedNanoseconds / 16 * share
            set(connection, .heartbeat, after: .nanoseconds(interval))
        }
    }

    /// Gives a client whose socket is full time to read, and for what it has read some more.
    ///
    /// At `writeRate` bytes a second it earns the time that passes, up to `writeTimeout` ahead;
    /// slower ones run out of it.
    func armForWriting(_ connection: Connection, moved: Int) {
        guard let deadline = connection.deadline, deadline.purpose == .write else {
            return arm(connection, .write)
        }
        let earned = Duration.seconds(Double(moved) / Double(configuration.writeRate))
        let latest = loop.now + configuration.writeTimeout
        set(connection, .write, at: min(deadline.time + earned, latest))
    }

    private func set(
        _ connection: Connection, _ purpose: Connection.Purpose, after delay: Duration
    ) {
        set(connection, purpose, at: loop.now + delay)
    }

    private func set(
        _ connection: Connection, _ purpose: Connection.Purpose, at time: MonotonicTime
    ) {
        connection.deadline = Connection.Deadline(time: time, purpose: purpose)
        let tick = deadlines.tick(of: time)
        // An entry that comes first will lead to the deadline; only a later one is of no use.
        if let noted = connection.deadlineTick, noted <= tick { return }
        connection.deadlineTick = tick
        deadlines.insert(connection.id, at: tick)
    }

    private func duration(_ purpose: Connection.Purpose) -> Duration {
        switch purpose {
        case .handshake: configuration.tlsHandshakeTimeout
        case .head: configuration.headTimeout
        case .body: configuration.bodyTimeout
        case .idle: configuration.idleTimeout
        case .write: configuration.writeTimeout
        case .close: configuration.closeTimeout
        case .credentials: configuration.credentialsTimeout
        case .heartbeat: configuration.heartbeatInterval
        }
    }

    /// Looks at a connection whose entry in the ring came up.
    func lookAt(_ id: ConnectionID, tick: Int, now: MonotonicTime) {
        guard let connection = connections[id], connection.deadlineTick == tick else { return }
        connection.deadlineTick = nil
        guard let deadline = connection.deadline else { return }
        guard deadline.time <= now else {
            let next = deadlines.tick(of: deadline.time)
            connection.deadlineTick = next
            deadlines.insert(id, at: next)
            return
        }
        connection.deadline = nil
        passed(deadline.purpose, connection)
    }

    private func passed(_ purpose: Connection.Purpose, _ connection: Connection) {
        switch purpose {
        case .handshake: handshakeExpired(connection)
        case .head, .body:
            counters.timeouts[purpose, default: 0] += 1
            if connection.http?.parser.phase == .idle { return drop(connection) }
            finish(connection, with: GatewayProblem.headTooSlow.response())
        case .idle, .write, .close:
            counters.timeouts[purpose, default: 0] += 1
            drop(connection)
        case .heartbeat: beat(connection)
        case .credentials:
            if hub.principal(of: connection.id) == nil {
                counters.timeouts[purpose, default: 0] += 1
                close(connection, .timedOut, reason: "no credentials in time")
            } else {
                arm(connection, .heartbeat)
            }
        }
    }
}
