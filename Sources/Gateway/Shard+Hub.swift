import Accounts
import Events
import Hub
import LiveProtocol
import Net
import Wire

extension Shard {
    /// Performs what the hub wants done at the end of this turn, with all that comes until then:
    /// events for the same audience then go out together.
    ///
    /// What comes to more than one write is performed at once: only so does the hub learn whose
    /// socket is full, before it hands out more.
    func planSettling(of bytes: Int) {
        unsettledBytes += bytes
        guard unsettledBytes < configuration.writeBytes else { return settlePlanned() }
        guard !isSettlingPlanned else { return }
        isSettlingPlanned = true
        loop.atEndOfTurn {
            self.assumeIsolated { shard in
                shard.isSettlingPlanned = false
                shard.settlePlanned()
            }
        }
    }

    private func settlePlanned() {
        unsettledBytes = 0
        settle()
        if !isFlushPlanned { fanOutEnded() }
    }

    /// Whether the session of a credential that was checked has ended since; the hub itself knows
    /// nothing of ends that were skipped.
    func isRevoked(_ principal: Principal) -> Bool {
        guard case .hub(let services) = services.webSocket else { return false }
        return services.credentials.isRevoked(principal)
    }

    /// Performs what the hub wants done.
    func settle() {
        let actions = hub.takeActions()
        var index = 0
        while index < actions.count {
            if case .broadcast(let text, let ids) = actions[index] {
                index += 1
                handOut([text] + followUps(actions, &index, of: text.count, to: ids), to: ids)
            } else {
                perform(actions[index])
                index += 1
            }
        }
    }

    /// The texts that go to the same audience right behind one of `bytes` bytes, as many as one
    /// write takes; `index` moves behind them.
    private func followUps(
        _ actions: [HubAction], _ index: inout Int, of bytes: Int, to ids: [ConnectionID]
    ) -> [[UInt8]] {
        var texts: [[UInt8]] = []
        var bytes = bytes
        while index < actions.count, case .broadcast(let text, let others) = actions[index],
            bytes + text.count <= configuration.writeBytes, others == ids
        {
            texts.append(text)
            bytes += text.count
            index += 1
        }
        return texts
    }

    private func handOut(_ texts: [[UInt8]], to ids: [ConnectionID]) {
        counters.broadcasts += texts.count
        broadcast(texts, to: ids)
    }

    private func perform(_ action: HubAction) {
        switch action {
        case .send(let id, let text):
            guard let connection = receiver(id) else { return }
            counters.messagesSent += 1
            if connection.door == .frames {
                send(.text, text, to: connection)
            } else {
                sendRendered(text, to: connection)
            }
        case .broadcast(let text, let ids): handOut([text], to: ids)
        case .broadcastToFollowers(let text, let ids, let position):
            counters.broadcasts += 1
            broadcastRendered(text, to: ids, position)
        case .admit(let id): admit(id)
        case .deny(let id, let topic):
            if case .eventStream(let session)? = connections[id]?.mode {
                session.deniedTopic = topic
            }
        case .close(let id, let code):
            guard let connection = connections[id] else { return }
            if case .eventStream(let session) = connection.mode {
                end(connection, session, code)
            } else {
                close(connection, code)
            }
        case .notifyWhenWritten(let id):
            guard let connection = receiver(id) else { return }
            connection.hubWaits = true
            markDirty(connection)
        case .authenticate(let id, let requestID, let token):
            authenticate(id, requestID, token)
        case .checkRights, .readHistory, .readSnapshot: ask(action)
        }
    }

    /// The connection, while frames may be sent to it.
    func webSocket(_ id: ConnectionID) -> Connection? {
        guard let connection = connections[id], connection.webSocket?.machine.state == .open else {
            return nil
        }
        return connection
    }

    /// The connection, while messages of the hub may be sent to it.
    func receiver(_ id: ConnectionID) -> Connection? {
        guard case .eventStream(let session)? = connections[id]?.mode else { return webSocket(id) }
        return session.hasBegun ? connections[id] : nil
    }

    /// Asks a port without holding up the loop; the hub bounds how much a connection may ask.
    private func ask(_ action: HubAction) {
        guard case .hub(let services) = services.webSocket else { return }
        switch action {
        case .checkRights(let number, let principal, let topics):
            Task.immediate(executorPreference: loop) {
                let answer = try? await services.rights.followable(topics, by: principal)
                self.hub.rightsDecided(number, followable: answer)
                self.settle()
            }
        case .readHistory(let number, let positions, let limit):
            Task.immediate(executorPreference: loop) {
                let pages = try? await services.history.pages(after: positions, limit: limit)
                self.hub.historyRead(number, pages)
                self.settle()
            }
        case .readSnapshot(let number, let topic):
            Task.immediate(executorPreference: loop) {
                let snapshot = try? await services.snapshots.snapshot(of: topic)
                self.hub.snapshotRead(number, snapshot)
                self.settle()
            }
        case .send, .broadcast, .broadcastToFollowers, .admit, .deny, .close, .notifyWhenWritten,
            .authenticate:
            break
        }
    }

    private func authenticate(_ id: ConnectionID, _ requestID: String?, _ token: String) {
        guard case .hub(let services) = services.webSocket else { return }
        let credentials = services.credentials
        Task.immediate(executorPreference: loop) {
            let result: Result<Principal, AuthenticationRefusal>
            do throws(AuthenticationRefusal) {
                result = .success(try await credentials.principal(token: token))
            } catch {
                result = .failure(error)
            }
            self.authenticated(id, requestID, result)
        }
    }

    private func authenticated(
        _ id: ConnectionID, _ requestID: String?,
        _ result: Result<Principal, AuthenticationRefusal>
    ) {
        guard let connection = webSocket(id) else { return }
        let result = result.flatMap { isRevoked($0) ? .failure(.invalid) : .success($0) }
        var counted: UniqueID?
        if case .success(let principal) = result, hub.principal(of: id) == nil {
            guard ledger.admit(user: principal.userID) else {
                close(connection, .tooSlow, reason: "this user has too many connections")
                return
            }
            counted = principal.userID
        }
        hub.authenticated(id, requestID: requestID, as: result)
        // The hub may know better, and the connection is still nobody's.
        if let counted, hub.principal(of: id) == nil { ledger.release(user: counted) }
        settle()
    }
}
