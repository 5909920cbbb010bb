import Hub
import Net
import Wire

extension Shard {
    /// Lets go of a connection once what it is owed is written and the peer has ended its side.
    ///
    /// Closing at once would reset the connection while bytes of the peer are on their way, and a
    /// reset takes the last response with it (RFC 9112 section 9.6).
    func leave(_ connection: Connection) {
        leaveHub(connection)
        connection.mode = .leaving
        arm(connection, connection.isBlocked ? .write : .close)
        watch(connection, connection.interest.union(.read))
        markDirty(connection)
    }

    /// Stops accepting, lets those who are there go in good order, and returns when all are gone.
    package func drain() async {
        guard phase == .serving else { return }
        for listener in listeners { accept(listener, atMost: configuration.acceptsPerTurn) }
        stopListening()
        phase = .draining
        drainDeadline = loop.now + configuration.drainTimeout
        // The rest of the time is for their last words.
        hub.drain(over: configuration.drainTimeout * 3 / 4)
        settle()
        for connection in connections.all where isIdle(connection) {
            // Who has asked by now, though nobody has looked, is answered.
            if connection.tls?.isOpen != false { serve(connection.id, .read) }
            if isIdle(connection) { drop(connection) }
        }
        await withCheckedContinuation { continuation in
            guard connections.count > 0 else { return continuation.resume() }
            drained.append(continuation)
        }
    }

    /// Whether a connection stands between two requests, or before the first one.
    private func isIdle(_ connection: Connection) -> Bool {
        guard let session = connection.http, !session.isAnswering else { return false }
        return session.parser.phase == .idle && connection.unwritten.isEmpty
    }

    /// Ends the drain when nobody is left, or when its time is over.
    func finishDrainIfOver(_ now: MonotonicTime) {
        guard phase == .draining else { return }
        if let drainDeadline, drainDeadline <= now {
            self.drainDeadline = nil
            for connection in connections.all { drop(connection) }
        }
        guard connections.count == 0 else { return }
        var waiters: [CheckedContinuation<Void, Never>] = []
        swap(&waiters, &drained)
        for waiter in waiters { waiter.resume() }
    }

    /// Cuts everything off; the shard is of no more use.
    package func stop() {
        stopListening()
        for connection in connections.all { drop(connection) }
        finishDrainIfOver(loop.now)
        phase = .stopped
    }
}
