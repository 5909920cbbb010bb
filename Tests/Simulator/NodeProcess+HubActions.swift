import Accounts
import Events
import Hub
import LiveProtocol

/// What the shard does for the hub: the one place where its actions are performed.
extension NodeProcess {
    func perform(_ action: HubAction) {
        switch action {
        case .send(let id, let text): connection(id).map { send(.text(text), to: $0) }
        case .broadcast(let text, let ids):
            for id in ids { connection(id).map { send(.text(text), to: $0) } }
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
        case .readHistory(let number, let topic, let after, let limit):
            readHistory(number, topic, after: after, limit: limit)
        case .readSnapshot(let number, let topic): readSnapshot(number, topic)
        }
    }

    /// The token is verified on another thread; its answer comes back to the loop a little later.
    private func authenticate(_ id: ConnectionID, _ requestID: String?, _ token: String) {
        let result = principal(of: token)
        world.schedule.after(world.random.milliseconds(0.05...2)) { [self] in
            turn { [self] in hub.authenticated(id, requestID: requestID, as: result) }
        }
    }

    private func principal(of token: String) -> Result<Principal, AuthenticationRefusal> {
        guard let principal = world.people.principal(of: token) else { return .failure(.invalid) }
        if principal.expiresAt <= node.wall { return .failure(.expired) }
        return revoked.refuses(principal) ? .failure(.invalid) : .success(principal)
    }

    private func checkRights(_ number: Int, _ principal: Principal, _ topics: [Topic]) {
        let domain = world.domain
        world.postgres.ask(
            postgres,
            {
                Set(topics.filter { domain.mayFollow($0, principal) })
            }
        ) { [self] in hub.rightsDecided(number, followable: try? $0.get()) }
    }

    private func readHistory(_ number: Int, _ topic: Topic, after: Int64, limit: Int) {
        world.postgres.readPage(postgres, on: topic, after: after, limit: limit) { [self] in
            let page = try? $0.get()
            guard world.bug == .readsBeforeRegistering, let page else {
                return hub.historyRead(number, page)
            }
            world.schedule.after(.milliseconds(150)) { [self] in
                turn { [self] in hub.historyRead(number, page.withLaterHead(world)) }
            }
        }
    }

    private func readSnapshot(_ number: Int, _ topic: Topic) {
        if world.bug == .sharesSnapshotsLate { return shareSnapshot(number, topic) }
        let (postgres, domain) = (world.postgres, world.domain)
        postgres.ask(self.postgres, { postgres.snapshot(of: topic, in: domain) }) { [self] in
            hub.snapshotRead(number, try? $0.get())
        }
    }

    // MARK: - Mistakes, on purpose

    /// Whoever asks while a read is on its way gets what it brings, as if it were read just now.
    private func shareSnapshot(_ number: Int, _ topic: Topic) {
        let isOnItsWay = sharedSnapshots[topic] != nil
        sharedSnapshots[topic, default: []].append(number)
        if isOnItsWay { return }
        let (postgres, domain) = (world.postgres, world.domain)
        postgres.ask(self.postgres, { postgres.snapshot(of: topic, in: domain) }) { [self] in
            let snapshot = try? $0.get()
            world.schedule.after(.milliseconds(200)) { [self] in
                turn { [self] in
                    for (place, number) in (sharedSnapshots.removeValue(forKey: topic) ?? [])
                        .enumerated()
                    {
                        let late = snapshot.map {
                            Snapshot(head: postgres.historyHead, state: $0.state)
                        }
                        hub.snapshotRead(number, place == 0 ? snapshot : late)
                    }
                }
            }
        }
    }
}

extension HistoryPage {
    /// The same rows under the head of a later moment.
    fileprivate func withLaterHead(_ world: Simulation) -> HistoryPage {
        let head = world.postgres.historyHead
        return HistoryPage(
            head: head, entries: entries,
            through: through >= self.head.head ? max(head.head, through) : through)
    }
}
