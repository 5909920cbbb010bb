import Events

/// What the sequencer's driver and its adapters do: one action at a time, and its outcome back.
extension NodeProcess {
    func sequence(after input: Sequencer.Input) {
        guard !isDraining else { return release() }
        let action = sequencer.next(after: input, now: now)
        if isHolder != sequencer.isHolder {
            isHolder.toggle()
            world.story.tell(node.name, isHolder ? "has the lease" : "has lost the lease")
        }
        perform(action)
        countDown()
    }

    /// The action is begun, its answer is not there yet: a step is never a moment without a before
    /// and an after.
    private func countDown() {
        guard let (actions, body) = interruption else { return }
        interruption = actions > 1 ? (actions - 1, body) : nil
        if actions <= 1 { body() }
    }

    private func perform(_ action: Sequencer.Action) {
        let (postgres, redis) = (world.postgres, world.redis)
        switch action {
        case .acquireLease: acquire()
        case .step(let limit):
            guard let term = heldTerm else { return sequence(after: .leaseLost) }
            postgres.ask(
                self.postgres,
                { [node] () throws(StoreFailure) in
                    try postgres.step(node: node.name, term: term, limit: limit)
                }
            ) { [self] in sequence(after: outcome($0) { .stepped($0) }) }
        case .inspectMemory(let epoch):
            guard let end = reader.deliveredEnd, end.epoch == epoch else {
                return goOn(after: .remembered(nil, recorded: nil))
            }
            postgres.ask(self.postgres, { postgres.identity(at: end.seq) }) { [self] in
                sequence(after: outcome($0) { .remembered(end, recorded: $0) })
            }
        case .inspectLog(let epoch):
            redis.end(of: epoch, self.redis) { [self] in inspect(epoch, $0) }
        case .publish(let epoch, let after, let limit):
            postgres.readPage(self.postgres, after: after, limit: limit) { [self] in
                publish($0, to: epoch)
            }
        case .beginEpoch(let epoch, let reason):
            guard let term = heldTerm else { return sequence(after: .leaseLost) }
            postgres.ask(
                self.postgres,
                { [node] () throws(StoreFailure) in
                    try postgres.beginEpoch(
                        after: epoch, node: node.name, term: term, reason: reason)
                }
            ) { [self] in sequence(after: outcome($0) { .leaseGranted($0) }) }
        case .writeWatermark(let watermark, let rival):
            guard isInspected else { return fail(.unavailable) }
            redis.write(watermark, over: rival, self.redis) { [self] in
                written($0.map { .watermarkWritten })
            }
        case .releaseLease:
            release()
            goOn(after: .leaseReleased)
        case .renewStore: goOn(after: .woken)
        case .rest(let duration):
            world.schedule.after(duration) { [self] in
                turn { [self] in sequence(after: .rested) }
            }
        case .wait(let duration): sleep(duration)
        }
    }

    /// A lease belongs to the session that it was taken on: behind a new one there may be another
    /// copy of the database that names the same holder.
    private var heldTerm: Int64? {
        leaseSession == world.postgres.session ? leaseTerm : nil
    }

    private func acquire() {
        leaseTerm = nil
        let postgres = world.postgres
        leaseSession = postgres.session
        postgres.ask(self.postgres, { [node] in postgres.acquireLease(node: node.name) }) {
            [self] in
            sequence(
                after: outcome($0) { grant in
                    leaseTerm = grant?.term
                    return grant.map { .leaseGranted($0) } ?? .leaseHeldElsewhere
                })
        }
    }

    private func outcome<Answer>(
        _ result: Result<Answer, StoreFailure>, _ input: (Answer) -> Sequencer.Input
    ) -> Sequencer.Input {
        switch result {
        case .success(let answer): return input(answer)
        case .failure(.leaseLost):
            leaseTerm = nil
            return .leaseLost
        case .failure(.unavailable), .failure(.refused): return .storeFailed
        }
    }

    // MARK: - The log

    /// What is written on a connection counts only once the log's end was read on it.
    private var isInspected: Bool { inspected == world.redis.connection(of: redis) }

    private func inspect(_ epoch: Epoch, _ result: Result<LogEnd?, LogFailure>) {
        switch result {
        case .failure(let failure): fail(failure)
        case .success(let end):
            inspected = world.redis.connection(of: redis)
            let postgres = world.postgres
            postgres.ask(
                self.postgres,
                {
                    let seq = self.world.bug == .trustsTheLog ? postgres.state.head : end?.seq
                    return seq.map { LogEnd(seq: $0, identity: postgres.identity(at: $0)) }
                }
            ) { [self] in
                sequence(
                    after: outcome($0) { recorded in
                        let end = world.bug == .trustsTheLog ? recorded : end
                        return .inspected(end: end, recorded: recorded?.identity)
                    })
            }
        }
    }

    private func publish(_ result: Result<HistoryPage, StoreFailure>, to epoch: Epoch) {
        guard case .success(let page) = result else { return sequence(after: .storeFailed) }
        guard page.head.epoch == epoch else { return sequence(after: .historyMoved) }
        guard !page.entries.isEmpty else {
            return sequence(after: .published(through: page.through))
        }
        guard isInspected else { return fail(.unavailable) }
        world.redis.append(page.entries, to: epoch, redis) { [self] in
            written($0.map { .published(through: page.through) })
        }
    }

    private func written(_ result: Result<Sequencer.Input, LogFailure>) {
        switch result {
        case .success(let input): sequence(after: input)
        case .failure(let failure): fail(failure)
        }
    }

    /// A connection that did not answer is dropped; the next one has to be inspected again.
    private func fail(_ failure: LogFailure) {
        if failure == .unavailable {
            droppedConnections += 1
            inspected = nil
        }
        goOn(after: .logFailed(failure))
    }

    /// Never from within an action.
    private func goOn(after input: Sequencer.Input) {
        world.schedule.after(.zero) { [self] in
            turn { [self] in sequence(after: input) }
        }
    }

    // MARK: - Waiting

    private func sleep(_ duration: Duration) {
        wait.number += 1
        let number = wait.number
        isWaiting = true
        world.schedule.after(wait.isWoken ? .zero : duration) { [self] in
            if isStanding { turn { [self] in goOn(number) } } else { home.run { goOn(number) } }
        }
    }

    /// Somebody committed events: ends the wait, or the next one.
    func wake() {
        wait.isWoken = true
        goOn(wait.number)
    }

    private func goOn(_ number: Int) {
        guard isWaiting, number == wait.number else { return }
        isWaiting = false
        wait.isWoken = false
        sequence(after: .woken)
    }

    private func release() {
        guard let term = leaseTerm else { return }
        leaseTerm = nil
        let postgres = world.postgres
        postgres.ask(
            self.postgres,
            { [node] in
                postgres.releaseLease(node: node.name, term: term)
            }
        ) { _ in }
    }
}
