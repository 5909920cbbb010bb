package import Events
package import Net
import Synchronization

/// Performs what the rules of the sequencer want, on one loop, one action at a time.
package actor SequencerDriver {
    package nonisolated let loop: EventLoop
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        loop.asUnownedSerialExecutor()
    }

    private let node: String
    private let store: any SequencingStore
    private let history: any EventHistory
    private let log: any EventLogWriter
    private let pause: Pause
    private let delivered: @Sendable () async -> DeliveredEnd?
    private let onEvent: @Sendable (SequencerEvent) -> Void
    private var rules: Sequencer
    /// The last step, as long as nothing was published of it.
    private var lastStep: SequencingStep?
    /// When somebody woke it first since the last step.
    private var wokenAt: MonotonicTime?
    /// When the last step ended that somebody had woken it for, until its events are published.
    private var steppedAt: MonotonicTime?
    /// How long the parts of the way to the log took so far.
    package private(set) var times = SequencerTimes()
    private var isStopping = false
    private var wasHolder = false
    private let superseded = Atomic(false)
    /// Whether the last write to the log failed, and the last step in the store.
    private var isLogFailing = false
    private var isStoreFailing = false

    /// A driver for `node`; `delivered` says what the node has delivered, and `onEvent` hears what is
    /// worth a log line.
    package init(
        node: String, on loop: EventLoop, store: any SequencingStore, history: any EventHistory,
        log: any EventLogWriter, configuration: Sequencer.Configuration = .init(),
        delivered: @escaping @Sendable () async -> DeliveredEnd? = { nil },
        onEvent: @escaping @Sendable (SequencerEvent) -> Void
    ) {
        self.node = node
        self.loop = loop
        self.store = store
        self.history = history
        self.log = log
        self.delivered = delivered
        self.onEvent = onEvent
        rules = Sequencer(configuration: configuration)
        pause = Pause(on: loop)
    }

    /// Whether this node gives events their order now.
    package var isHolder: Bool { rules.isHolder }

    /// The history that it does that in; nil on a node that is not the holder.
    package var epoch: Epoch? { rules.epoch }

    /// Whether the log speaks of a newer history than the one that the database has; from any thread.
    package nonisolated var isSuperseded: Bool { superseded.load(ordering: .relaxed) }

    /// Events that the log lacks; nil on a node that is not the holder or does not know.
    package var unpublished: Int64? { rules.unpublished }

    /// Runs until `stop`; then gives the lease back.
    package func run() async {
        let start = loop.now
        var action = rules.next(after: .started, now: .zero)
        while !isStopping {
            let outcome = await perform(action)
            action = rules.next(after: outcome, now: loop.now - start)
            superseded.store(rules.isSuperseded, ordering: .relaxed)
            if rules.isHolder != wasHolder {
                wasHolder = rules.isHolder
                onEvent(wasHolder ? .leaseTaken : .leaseGone)
            }
        }
        if rules.isHolder { await store.releaseLease() }
    }

    /// Somebody committed events: sequences them without waiting for the poll.
    package func wake() {
        wokenAt = wokenAt ?? .now
        pause.assumeIsolated { $0.wake() }
    }

    /// Ends `run` after the action that is on its way.
    package func stop() {
        isStopping = true
        pause.assumeIsolated { $0.wake() }
    }

    private func perform(_ action: Sequencer.Action) async -> Sequencer.Input {
        do {
            switch action {
            case .acquireLease:
                guard let grant = try await store.acquireLease(node: node) else {
                    storeWorks()
                    return .leaseHeldElsewhere
                }
                return .leaseGranted(grant)
            case .inspectMemory(let epoch):
                guard let end = await delivered(), end.epoch == epoch else {
                    return .remembered(nil, recorded: nil)
                }
                return .remembered(end, recorded: try await history.identity(at: end.seq))
            case .step(let limit):
                let step = try await step(limit: limit)
                storeWorks()
                return .stepped(step)
            case .inspectLog(let epoch):
                let end = try await log.end(of: epoch)
                var recorded: String?
                if let end { recorded = try await history.identity(at: end.seq) }
                return .inspected(end: end, recorded: recorded)
            case .publish(let epoch, let after, let limit):
                return try await publish(epoch, after: after, limit: limit)
            case .beginEpoch(let epoch, let reason):
                onEvent(.epochBegins(after: epoch, reason: reason))
                return .leaseGranted(try await store.beginEpoch(after: epoch, reason: reason))
            case .writeWatermark(let watermark, let rival):
                try await log.write(watermark, over: rival)
                logWorks()
                return .watermarkWritten
            case .releaseLease:
                await store.releaseLease()
                return .leaseReleased
            case .renewStore:
                await store.renewConnection()
                await history.renewConnections()
                return .woken
            case .rest(let duration):
                try? await loop.sleep(for: duration)
                return .rested
            case .wait(let duration):
                await pause.wait(duration)
                return .woken
            }
        } catch LogFailure.superseded(let newer) {
            onEvent(.superseded(by: newer.epoch))
            return .logFailed(.superseded(by: newer))
        } catch let failure as LogFailure {
            isLogFailing = true
            onEvent(.logFailed(failure))
            return .logFailed(failure)
        } catch StoreFailure.leaseLost {
            return .leaseLost
        } catch {
            isStoreFailing = true
            onEvent(.storeFailed(error as? StoreFailure ?? .unavailable))
            return .storeFailed
        }
    }

    /// The watermark is the last thing that is written: with it everything is.
    private func logWorks() {
        if isLogFailing { onEvent(.logWorks) }
        isLogFailing = false
    }

    /// A lease that is got says little: the first step may fail again.
    private func storeWorks() {
        if isStoreFailing { onEvent(.storeWorks) }
        isStoreFailing = false
    }

    private func step(limit: Int) async throws -> SequencingStep {
        let began = MonotonicTime.now
        let wokenAt = wokenAt
        self.wokenAt = nil
        let step = try await store.step(limit: limit)
        lastStep = step
        if let wokenAt {
            let now = MonotonicTime.now
            times.wait.record(began - wokenAt)
            times.step.record(now - began)
            steppedAt = now
        }
        return step
    }

    private func publish(_ epoch: Epoch, after seq: Int64, limit: Int) async throws
        -> Sequencer.Input
    {
        let steppedAt = steppedAt
        self.steppedAt = nil
        let outcome = try await append(epoch, after: seq, limit: limit)
        if let steppedAt { times.publish.record(.now - steppedAt) }
        return outcome
    }

    private func append(_ epoch: Epoch, after seq: Int64, limit: Int) async throws
        -> Sequencer.Input
    {
        let fresh = lastStep?.entries(of: epoch, after: seq, limit: limit) ?? []
        lastStep = nil
        if let last = fresh.last {
            try await log.append(fresh, to: epoch)
            return .published(through: last.seq)
        }
        let page = try await history.entries(after: seq, limit: limit)
        guard page.head.epoch == epoch else { return .historyMoved }
        if !page.entries.isEmpty { try await log.append(page.entries, to: epoch) }
        return .published(through: page.through)
    }
}

/// What happened to the sequencer that an operator wants to know.
package enum SequencerEvent: Sendable, Equatable {
    case leaseTaken
    case leaseGone
    case epochBegins(after: Epoch, reason: String)
    /// The database is of an older history than the one that the log follows.
    case superseded(by: Epoch)
    case logFailed(LogFailure)
    /// After failures, everything is written to the log.
    case logWorks
    case storeFailed(StoreFailure)
    /// After failures, the store has done a step, or says that another node does them.
    case storeWorks
}
