/// The rules of the node that may give events their order: what to do next, whatever happened.
///
/// Pure: an input and the time in, one action out; the driver performs it and comes back with its
/// outcome. Sequencing goes on while the log is away; publishing catches up afterwards
/// (`architecture.md` 1.2, 1.3, 1.6). A holder stands aside while the log speaks of a newer history
/// that lives: its database is a primary that was replaced (1.5). One that cannot reach the log lets
/// the others try once in a while: it may be alone in that.
package struct Sequencer: Sendable {
    private let configuration: Configuration
    private var lease: Lease?
    /// When the last step was asked for, and how long it took.
    private var stepBegan: Duration = .zero
    private var stepTime: Duration = .zero
    private var logRetryAt: Duration = .zero
    private var logBackoff: Duration
    private var logFailingSince: Duration?
    private var logPatience: Duration
    /// A newer history that the log has the watermark of.
    private var rival: NewerHistory?
    private var nextRenewal: Duration = .zero
    private var leaseNotBefore: Duration = .zero

    /// What a holder knows.
    private struct Lease {
        var epoch: Epoch
        var head: Int64
        var isDrained = false
        /// What the log has; nil until its end was inspected.
        var published: Int64?
        var beat: Int64
        var lastWatermark: (head: Int64, at: Duration)?

        init(_ grant: LeaseGrant) {
            epoch = grant.epoch
            head = grant.head
            beat = grant.term << 32
        }
    }

    /// A node that does not hold the lease yet.
    package init(configuration: Configuration = Configuration()) {
        self.configuration = configuration
        logBackoff = configuration.logRetry.first
        logPatience = configuration.logPatience.first
    }

    /// Whether this node holds the lease, as far as it knows, of a history that nothing replaced.
    package var isHolder: Bool { lease != nil && rival == nil }

    /// Whether the log follows a newer history than the one that the database has.
    package var isSuperseded: Bool { rival?.lives == true }

    /// The history that this node gives events their order in; nil on one that is not the holder.
    package var epoch: Epoch? { isHolder ? lease?.epoch : nil }

    /// How many events the log lacks; nil while its end is not known.
    package var unpublished: Int64? {
        guard let lease, let published = lease.published else { return nil }
        return lease.head - published
    }

    /// Takes the outcome of the last action at `now`, a monotonic time; returns the next action.
    package mutating func next(after input: Input, now: Duration) -> Action {
        let action = action(after: input, now: now)
        if case .step = action { stepBegan = now }
        return action
    }

    private mutating func action(after input: Input, now: Duration) -> Action {
        switch input {
        case .started: return .acquireLease
        case .leaseGranted(let grant):
            lease = Lease(grant)
            if let rival, rival.watermark.epoch.generation <= grant.epoch.generation {
                self.rival = nil
            }
            logRetryAt = now
            return .inspectMemory(grant.epoch)
        case .remembered(let delivered, let recorded):
            return afterMemory(delivered, recorded: recorded)
        case .leaseHeldElsewhere:
            // On the database that was replaced it would have been this node's still.
            rival = nil
            lease = nil
            return .wait(configuration.leaseRetry)
        case .leaseLost, .storeFailed:
            lease = nil
            return .wait(configuration.leaseRetry)
        case .leaseReleased:
            return abstain(for: configuration.abstention, now)
        case .stepped(let step):
            stepTime = now - stepBegan
            accept(step)
            return afterStep(now: now)
        case .inspected(let end, let recorded):
            return afterInspection(end: end, recorded: recorded)
        case .published(let through):
            if let published = lease?.published, through > published { logFailingSince = nil }
            lease?.published = through
            logBackoff = configuration.logRetry.first
            return afterPublishing(now: now)
        case .historyMoved:
            lease?.published = nil
            return resume
        case .logFailed(.superseded(let newer)):
            return standAside(for: newer, now: now)
        case .logFailed(let failure):
            postponeLog(after: failure, now: now)
            return isPatient(at: now) ? resume : giveUpLease()
        case .watermarkWritten:
            logBackoff = configuration.logRetry.first
            logFailingSince = nil
            logPatience = configuration.logPatience.first
            rival = nil
            return rest
        case .rested:
            return .wait(configuration.idlePoll)
        case .woken:
            return lease == nil && now < leaseNotBefore ? .wait(leaseNotBefore - now) : resume
        }
    }

    /// Leaves the lease to others, whoever wakes the driver.
    private mutating func abstain(for duration: Duration, _ now: Duration) -> Action {
        leaseNotBefore = now + duration
        return .wait(duration)
    }

    /// A holder steps, anybody else asks for the lease.
    private var resume: Action {
        lease == nil ? .acquireLease : .step(limit: configuration.stepLimit)
    }

    /// A history without what was delivered was taken back: delivered was what was committed.
    ///
    /// An image of the machine that PostgreSQL and Redis are on may be restored beneath nodes that
    /// live. That nothing is recorded below the head is retention.
    private func afterMemory(_ delivered: DeliveredEnd?, recorded: String?) -> Action {
        guard let lease, let delivered, delivered.epoch == lease.epoch else { return resume }
        guard delivered.seq <= lease.head else {
            return .beginEpoch(
                after: lease.epoch,
                reason: "\(delivered.seq) was delivered, after the history's \(lease.head)")
        }
        guard let identity = delivered.identity, let recorded, identity != recorded else {
            return resume
        }
        return .beginEpoch(
            after: lease.epoch, reason: "another event was delivered at \(delivered.seq)")
    }

    private mutating func accept(_ step: SequencingStep) {
        if lease?.epoch != step.epoch { lease?.published = nil }
        lease?.epoch = step.epoch
        lease?.head = step.head
        lease?.isDrained = step.isDrained
    }

    private mutating func afterStep(now: Duration) -> Action {
        guard let lease else { return .acquireLease }
        guard now >= logRetryAt else {
            return lease.isDrained ? idle(until: logRetryAt, now) : resume
        }
        guard let published = lease.published else { return .inspectLog(lease.epoch) }
        if published < lease.head {
            return .publish(lease.epoch, after: published, limit: configuration.publishLimit)
        }
        return lease.isDrained ? watermarkOrWait(now: now) : resume
    }

    private mutating func afterInspection(end: LogEnd?, recorded: String?) -> Action {
        guard let lease else { return .acquireLease }
        if let end {
            guard end.seq <= lease.head else {
                return .beginEpoch(
                    after: lease.epoch,
                    reason: "the log ends at \(end.seq), after the history's \(lease.head)")
            }
            guard end.identity == nil || end.identity == recorded else {
                return .beginEpoch(
                    after: lease.epoch, reason: "the log has another event at \(end.seq)")
            }
        }
        self.lease?.published = max(end?.seq ?? 0, lease.head - configuration.window)
        return resume
    }

    private mutating func afterPublishing(now: Duration) -> Action {
        guard let lease, let published = lease.published else { return resume }
        return published >= lease.head && lease.isDrained ? watermarkOrWait(now: now) : resume
    }

    private mutating func watermarkOrWait(now: Duration) -> Action {
        guard var lease else { return .acquireLease }
        guard now - stepBegan < configuration.stepValidity else { return resume }
        if let last = lease.lastWatermark, last.head == lease.head,
            now < last.at + configuration.watermarkInterval
        {
            return .wait(configuration.idlePoll)
        }
        lease.beat += 1
        lease.lastWatermark = (lease.head, now)
        self.lease = lease
        return .writeWatermark(
            Watermark(epoch: lease.epoch, head: lease.head, beat: lease.beat),
            over: deadRival(at: now))
    }

    /// The watermark of a newer history, once it has stood still for long enough.
    private func deadRival(at now: Duration) -> Watermark? {
        guard let rival else { return nil }
        let (alive, unknown) = configuration.rivalPatience
        return now - rival.since >= (rival.lives ? alive : unknown) ? rival.watermark : nil
    }

    /// Asks again after a while: the connections may lead to the newer history by then, or nobody
    /// may write its watermark any more.
    private mutating func standAside(for newer: Watermark, now: Duration) -> Action {
        if rival == nil { rival = NewerHistory(newer, at: now) }
        rival?.see(newer, at: now)
        lease = nil
        logFailingSince = nil
        guard now >= nextRenewal else { return abstain(for: configuration.leaseRetry, now) }
        nextRenewal = now + configuration.renewalInterval
        return .renewStore
    }

    private func isPatient(at now: Duration) -> Bool {
        guard let logFailingSince else { return true }
        return now - logFailingSince < logPatience
    }

    private mutating func giveUpLease() -> Action {
        lease = nil
        logFailingSince = nil
        logPatience = min(logPatience * 4, configuration.logPatience.longest)
        return .releaseLease
    }

    private var rest: Action {
        let (share, limit) = configuration.rest
        let rest = min(stepTime * share, limit)
        return rest > .zero ? .rest(rest) : .wait(configuration.idlePoll)
    }

    private mutating func postponeLog(after failure: LogFailure, now: Duration) {
        lease?.published = nil
        lease?.lastWatermark = nil
        let isFirst = logFailingSince == nil
        logFailingSince = logFailingSince ?? now
        // What the log has there is looked at at once, unless that did not help.
        if isFirst && failure == .notAboveEnd { return }
        logRetryAt = now + logBackoff
        logBackoff = min(logBackoff * 2, configuration.logRetry.longest)
    }

    private func idle(until time: Duration, _ now: Duration) -> Action {
        .wait(min(configuration.idlePoll, time - now))
    }
}
