import Accounts
import Events
import Hub
import LiveClient
import LiveProtocol

/// A WebSocket as the shard knows it.
final class ServerConnection {
    let id: ConnectionID
    let link: Link
    var outbox: [Link.Packet] = []
    var isBlocked = false
    /// The hub wants to hear when everything is written.
    var hubWaits = false
    var isDirty = false
    /// The closing handshake has begun: the hub does not know it any more.
    var isLeaving = false
    var unansweredPings = 0

    init(_ id: ConnectionID, _ link: Link) {
        self.id = id
        self.link = link
    }
}

/// What the shard does with sockets: it accepts, reads, writes until one is full, and pings.
extension NodeLoop {
    /// Takes a client in; a loop that has not found its place, or goes away, refuses it.
    func accept(_ link: Link) -> Bool {
        guard let id = admit(link) else { return false }
        hub.connected(id, principal: nil)
        return true
    }

    /// Takes a follower in, or says why not.
    func accept(
        _ link: Link, following request: SubscribeRequest, by token: String?
    ) -> ClientEnd? {
        var principal: Principal?
        if let token {
            guard case .success(let known) = self.principal(of: token) else {
                return .refused(status: 401, retryAfter: nil)
            }
            principal = known
        }
        guard let id = admit(link) else {
            return .refused(status: 503, retryAfter: .milliseconds(300))
        }
        hub.connected(id, principal: principal, following: request)
        return nil
    }

    private func admit(_ link: Link) -> ConnectionID? {
        guard !isDead, isLocated, !isDraining, !link.isCut else { return nil }
        let slot = connections.firstIndex { $0 == nil } ?? connections.count
        if slot == connections.count {
            connections.append(nil)
            generations.append(0)
            beats.append(Self.noBeat)
        }
        generations[slot] += 1
        let id = ConnectionID(slot: Int32(slot), generation: generations[slot])
        let connection = ServerConnection(id, link)
        connections[slot] = connection
        beats[slot] = now.attoseconds + heartbeat
        nextBeat = min(nextBeat, beats[slot])
        // The link is left before either of them goes.
        link.serverReceives = { [unowned self, unowned connection] packet in
            if isStanding {
                turn { [self, connection] in received(packet, from: connection) }
            } else {
                run { received(packet, from: connection) }
            }
        }
        link.serverMayWrite = { [unowned self, unowned connection] in
            turn { [self, connection] in flush(connection) }
        }
        link.serverLoses = { [unowned self, unowned connection] in
            turn { [self, connection] in drop(connection) }
        }
        return id
    }

    private var heartbeat: Int128 {
        Duration.seconds(world.sizes.hub.heartbeatSeconds).attoseconds
    }

    /// Of a slot whose connection is gone or leaves.
    private static let noBeat = Int128.max

    /// The connection, while frames may be sent to it.
    func connection(_ id: ConnectionID) -> ServerConnection? {
        guard let connection = connections[Int(id.slot)], connection.id == id,
            !connection.isLeaving
        else { return nil }
        return connection
    }

    private func received(_ packet: Link.Packet, from connection: ServerConnection) {
        switch packet {
        case .text(let frame):
            guard !connection.isLeaving else { return }
            hub.received(frame.text, from: connection.id)
        case .pong: connection.unansweredPings = 0
        case .ping, .close: break
        }
    }

    func send(_ packet: Link.Packet, to connection: ServerConnection) {
        connection.outbox.append(packet)
        markDirty(connection)
    }

    func close(_ connection: ServerConnection, _ code: CloseCode) {
        world.story.tell(name, "closes \(connection.id.slot) with \(code.rawValue)")
        send(.close(code.rawValue), to: connection)
        connection.isLeaving = true
        beats[Int(connection.id.slot)] = Self.noBeat
        hub.disconnected(connection.id)
        world.schedule.after(.seconds(2)) { [self] in
            turn { [self] in drop(connection) }
        }
    }

    /// Takes nobody in any more, and sends everybody away.
    func drain() {
        isDraining = true
        hub.drain(over: .seconds(5))
    }

    private func drop(_ connection: ServerConnection) {
        connection.link.cut()
        connection.link.leaveServerEnd()
        guard connections[Int(connection.id.slot)] === connection else { return }
        connections[Int(connection.id.slot)] = nil
        beats[Int(connection.id.slot)] = Self.noBeat
        hub.disconnected(connection.id)
    }

    /// Pings whoever it is time for; gives up on a client that answered none of two.
    func beat() {
        let now = now.attoseconds
        guard nextBeat <= now else { return }
        nextBeat = now + heartbeat
        for slot in beats.indices {
            if beats[slot] <= now, let connection = connections[slot] { beat(connection) }
            nextBeat = min(nextBeat, beats[slot])
        }
    }

    private func beat(_ connection: ServerConnection) {
        beats[Int(connection.id.slot)] = now.attoseconds + heartbeat
        if connection.unansweredPings >= 2 {
            close(connection, .timedOut)
        } else {
            connection.unansweredPings += 1
            send(.ping, to: connection)
        }
    }

    // MARK: - Writing

    func markDirty(_ connection: ServerConnection) {
        guard !connection.isDirty else { return }
        connection.isDirty = true
        dirty.append(connection)
    }

    /// The end of a turn: one write for each connection that has something to send.
    func flushDirty() {
        for connection in dirty {
            connection.isDirty = false
            flush(connection)
        }
        // Nothing gets dirty by being written.
        dirty.clear()
    }

    private func flush(_ connection: ServerConnection) {
        connection.isBlocked = false
        if connection.outbox.count == 1, connection.link.hasRoom {
            // Most are alone: it is moved, not copied.
            connection.link.sendToClient(connection.outbox.removeLast())
        }
        var written = 0
        while written < connection.outbox.count, connection.link.hasRoom {
            connection.link.sendToClient(connection.outbox[written])
            written += 1
        }
        guard written == connection.outbox.count else {
            connection.outbox.removeFirst(written)
            connection.isBlocked = true
            if connection.link.toClient.rate != nil { world.tally.bites(.slowReader) }
            connection.hubWaits = true
            connection.link.serverWaits = true
            hub.blocked(connection.id)
            return
        }
        connection.outbox.clear()
        guard connection.hubWaits else { return }
        connection.hubWaits = false
        hub.written(connection.id)
    }
}
