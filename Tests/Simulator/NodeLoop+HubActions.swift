import Accounts
import Events
import Hub
import LiveProtocol

/// What the shard does for the hub: the one place where its actions are performed.
extension NodeLoop {
    func perform(_ action: HubAction) {
        switch action {
        case .send(let id, let text):
            if let connection = connection(id) { send(.text(TextFrame(text)), to: connection) }
        case .broadcast(let text, let ids):
            let frame = TextFrame(text, isOverdue: isOverdue)
            for id in ids {
                if let connection = connection(id) { send(.text(frame), to: connection) }
            }
        case .close(let id, let code): connection(id).map { close($0, code) }
        case .notifyWhenWritten(let id):
            connection(id).map {
                $0.hubWaits = true
                markDirty($0)
            }
        case .authenticate(let id, let requestID, let token):
            authenticate(id, requestID, token)
        case .checkRights(let number, let principal, let topics):
            checkRights(number, principal, topics)
        case .readHistory(let number, let positions, let limit):
            readHistory(number, after: positions, limit: limit)
        case .readSnapshot(let number, let topic): readSnapshot(number, topic)
        case .broadcastToFollowers(let text, let ids, let position):
            let frame = TextFrame(text, position: position, isOverdue: isOverdue)
            for id in ids {
                if let connection = connection(id) { send(.text(frame), to: connection) }
            }
        // The socket is a WebSocket by then, and a refusal is a close code.
        case .admit, .deny: break
        }
    }

    /// The token is verified on another thread; its answer comes back to the loop a little later.
    private func authenticate(_ id: ConnectionID, _ requestID: String?, _ token: String) {
        let result = principal(of: token)
        world.schedule.after(world.random.milliseconds(0.05...2)) { [self] in
            turn { [self] in
                let result = result.flatMap {
                    revoked.refuses($0) ? .failure(.invalid) : .success($0)
                }
                hub.authenticated(id, requestID: requestID, as: result)
            }
        }
    }

    func principal(of token: String) -> Result<Principal, AuthenticationRefusal> {
        guard let principal = world.people.principal(of: token) else { return .failure(.invalid) }
        if principal.expiresAt <= node.wall { return .failure(.expired) }
        return revoked.refuses(principal) ? .failure(.invalid) : .success(principal)
    }

    private func checkRights(_ number: Int, _ principal: Principal, _ topics: [Topic]) {
        let domain = world.domain
        let delay = world.people.takeDoom(of: principal) ? revoke(principal) : .zero
        world.postgres.ask(
            postgres,
            {
                Set(topics.filter { domain.mayFollow($0, principal) })
            }
        ) { [self] answer in
            world.schedule.after(delay) { [self] in
                turn { [self] in hub.rightsDecided(number, followable: try? answer.get()) }
            }
        }
    }

    /// Ends the session whose rights are just being checked; returns how much later the answer comes
    /// than it would, so that it may come before the session's end or after it.
    private func revoke(_ principal: Principal) -> Duration {
        world.tally.bites(.sessionRevoked)
        world.workload.endSession(of: principal)
        return world.random.milliseconds(0...150)
    }

    private func readHistory(_ number: Int, after positions: [TopicPosition], limit: Int) {
        world.postgres.readPages(postgres, after: positions, limit: limit) { [self] in
            hub.historyRead(number, try? $0.get())
        }
    }

    private func readSnapshot(_ number: Int, _ topic: Topic) {
        let postgres = world.postgres
        postgres.ask(self.postgres, { postgres.snapshot(of: topic) }) { [self] in
            let snapshot = try? $0.get()
            guard world.bug == .stampsSnapshotsLate, let snapshot else {
                return hub.snapshotRead(number, snapshot)
            }
            world.schedule.after(.milliseconds(200)) { [self] in
                turn { [self] in
                    let late = Snapshot(head: postgres.historyHead, state: snapshot.state)
                    hub.snapshotRead(number, late)
                }
            }
        }
    }
}
