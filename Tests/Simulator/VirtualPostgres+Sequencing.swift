import Events

/// The functions of migration 0001, a statement each.
extension VirtualPostgres {
    /// How long a lease holds without renewal.
    private static let leaseTime: Duration = .seconds(2)

    /// Does what `sequencer_acquire` does.
    func acquireLease(node: String) -> LeaseGrant? {
        if let holder = state.lease.holder, holder != node, state.lease.until > clock {
            return nil
        }
        state.lease.holder = node
        state.lease.until = clock + Self.leaseTime
        state.lease.term += 1
        checkEpoch()
        story.tell("postgres", "gives \(node) the lease, term \(state.lease.term)")
        return LeaseGrant(
            epoch: state.history.epoch, head: state.head, term: state.lease.term)
    }

    /// Does what `sequencer_release` does.
    func releaseLease(node: String, term: Int64) {
        guard state.lease.holder == node, state.lease.term == term else { return }
        state.lease.holder = nil
    }

    /// Does what `sequencer_step` does.
    func step(node: String, term: Int64, limit: Int) throws(StoreFailure) -> SequencingStep {
        try checkLease(node, term)
        checkEpoch()
        if state.lease.until < clock + Self.leaseTime - .milliseconds(500) {
            state.lease.until = clock + Self.leaseTime
        }
        if state.outbox.isEmpty {
            return SequencingStep(epoch: state.history.epoch, head: state.head, isDrained: true)
        }
        var rows = state.outbox
        if bug == .readsByID {
            rows = rows.filter { $0.id > lastSequencedID }
            lastSequencedID = max(lastSequencedID, rows.map(\.id).max() ?? 0)
        }
        rows.sort { $0.id < $1.id }
        if rows.count <= limit, rows.count == state.outbox.count {
            state.outbox = []
            for row in inOrder(rows) { sequence(row) }
            return SequencingStep(
                epoch: state.history.epoch, head: state.head, isDrained: rows.count < limit)
        }
        let transactions = Set(rows.prefix(limit).map(\.transaction))
        let taken = rows.filter { transactions.contains($0.transaction) }
        for row in inOrder(taken) { sequence(row) }
        state.outbox.removeAll { transactions.contains($0.transaction) }
        return SequencingStep(
            epoch: state.history.epoch, head: state.head, isDrained: rows.count < limit)
    }

    /// Does what `sequencer_begin_epoch` does.
    func beginEpoch(
        after epoch: Epoch, node: String, term: Int64, reason: String
    ) throws(StoreFailure) -> LeaseGrant {
        try checkLease(node, term)
        if state.history.epoch == epoch { beginEpoch(reason) }
        return LeaseGrant(epoch: state.history.epoch, head: state.head, term: term)
    }

    /// The rows of a transaction stay together, at the place of its first.
    private func inOrder(_ rows: [DatabaseState.OutboxRow]) -> [DatabaseState.OutboxRow] {
        if rows.allSatisfy({ $0.transaction == rows[0].transaction }) { return rows }
        var first: [Int: Int] = [:]
        for row in rows { first[row.transaction] = first[row.transaction] ?? row.id }
        return rows.sorted {
            (first[$0.transaction] ?? 0, $0.id) < (first[$1.transaction] ?? 0, $1.id)
        }
    }

    private func sequence(_ row: DatabaseState.OutboxRow) {
        state.append(row, in: domain)
        story.tell(
            "postgres",
            "seq \(state.head) is \(row.event.subject) v\(row.event.version)"
                + " on \(row.event.topics.map(\.short).joined(separator: " "))")
    }

    private func checkLease(_ node: String, _ term: Int64) throws(StoreFailure) {
        guard state.lease.holder == node, state.lease.term == term else { throw .leaseLost }
    }

    private func checkEpoch() {
        guard state.history.timeline != timeline else { return }
        beginEpoch("the database was on timeline \(state.history.timeline)")
    }
}
