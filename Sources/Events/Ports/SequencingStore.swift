/// What the holder of the lease learns when it gets it.
package struct LeaseGrant: Sendable, Equatable {
    /// The current history.
    package let epoch: Epoch
    /// The last sequenced event; 0 when there is none.
    package let head: Int64
    /// Rises by one with each change of holder, so that watermarks of two holders differ.
    package let term: Int64

    /// A grant of the lease in `term`.
    package init(epoch: Epoch, head: Int64, term: Int64) {
        self.epoch = epoch
        self.head = head
        self.term = term
    }
}

/// The outcome of one sequencing step.
package struct SequencingStep: Sendable, Equatable {
    /// The history that the step wrote to; a new one when the database turned out to be another.
    package let epoch: Epoch
    /// The last sequenced event after the step.
    package let head: Int64
    /// Whether the step saw and took every committed row of the outbox.
    package let isDrained: Bool
    /// What is to be published, so that nobody need ask for it.
    ///
    /// Events without a hole, from the one on that follows the head of the step before: the first
    /// ones of a large step, none of a store that does not tell.
    package let entries: [LogEntry]

    /// The outcome of a step.
    package init(epoch: Epoch, head: Int64, isDrained: Bool, entries: [LogEntry] = []) {
        self.epoch = epoch
        self.head = head
        self.isDrained = isDrained
        self.entries = entries
    }

    /// What may be published after `seq` in the history of `epoch`, at most `limit` entries; none
    /// when the history must be asked for it.
    package func entries(of epoch: Epoch, after seq: Int64, limit: Int) -> [LogEntry] {
        guard epoch == self.epoch, entries.first?.seq == seq + 1 else { return [] }
        return Array(entries.prefix(limit))
    }
}

/// Why the database gave no answer that can be used.
package enum StoreFailure: Error, Equatable, Sendable {
    /// It is away, or too slow or busy. Whether a write happened is unknown.
    case unavailable
    /// It refused the statement, or answered it with what cannot be read: a fault of ours, or of
    /// its schema, which trying again does not mend. Nothing was written.
    case refused
    /// Another node holds the lease; nothing was written.
    case leaseLost
}

/// Gives committed events their order, in the database (`architecture.md` 1.2).
///
/// Each call is one transaction of its own on a connection of its own, so that a step never waits
/// for a request. Calls come one at a time.
package protocol SequencingStore: Sendable {
    /// Takes the lease for `node` when it is free, lapsed or already this node's; nil when another
    /// node holds it. Ends the session of a holder whose lease has lapsed.
    func acquireLease(node: String) async throws(StoreFailure) -> LeaseGrant?

    /// Moves committed rows of the outbox to `events`, in whole transactions, and renews the lease
    /// when it is due. A transaction of more than twice `limit` events is moved in portions.
    ///
    /// Throws `leaseLost` when this node is not the holder any more, or when the session is gone
    /// that the lease was taken on: the database may be another copy by now.
    func step(limit: Int) async throws(StoreFailure) -> SequencingStep

    /// Begins a new epoch after `epoch`; a repeated call with the same argument changes nothing.
    func beginEpoch(after epoch: Epoch, reason: String) async throws(StoreFailure) -> LeaseGrant

    /// Gives the lease back, so that another node need not wait for it to lapse.
    func releaseLease() async

    /// Drops the session: it may lead to a primary that was replaced.
    func renewConnection() async
}
