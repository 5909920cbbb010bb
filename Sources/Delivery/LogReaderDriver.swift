package import Events
package import Net
import Synchronization

/// Performs what the rules of the log reader want, on one loop, and hands its notices on.
package actor LogReaderDriver {
    package nonisolated let loop: EventLoop
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        loop.asUnownedSerialExecutor()
    }

    private let history: any EventHistory
    private let log: any EventLogReader
    private let pause: Pause
    /// The pause between two looks at the time.
    private let look: Pause
    private let beforeRestart: @Sendable () async throws -> Void
    private let deliver: @Sendable ([LogReader.Notice]) -> Void
    private let onLogChange: @Sendable (LogFailure?) -> Void
    /// Why the last read of the log, or of its watermark, failed; nil when it did not.
    package private(set) var logFailure: LogFailure?
    private var rules: LogReader
    private var start = MonotonicTime.now
    private var isStopping = false
    private let superseded = Atomic(false)

    /// A driver that calls `deliver` on the loop, in order, with whatever subscribers must hear of, and
    /// with nothing four times a second: that says that the loop does not stand still.
    ///
    /// `beforeRestart` reads what the node needs to know of the history that it does not deliver:
    /// when it throws, the node stays where it is and tries again. `onLogChange` hears why the log
    /// cannot be read, once for each reason, and nil when it can be again.
    package init(
        on loop: EventLoop, history: any EventHistory, log: any EventLogReader,
        configuration: LogReader.Configuration = .init(),
        beforeRestart: @escaping @Sendable () async throws -> Void = {},
        onLogChange: @escaping @Sendable (LogFailure?) -> Void = { _ in },
        deliver: @escaping @Sendable ([LogReader.Notice]) -> Void
    ) {
        self.loop = loop
        self.history = history
        self.log = log
        self.beforeRestart = beforeRestart
        self.onLogChange = onLogChange
        self.deliver = deliver
        rules = LogReader(configuration: configuration)
        pause = Pause(on: loop)
        look = Pause(on: loop)
    }

    /// Everything up to here was delivered; nil before the node found its place.
    package var delivered: Cursor? { rules.delivered }

    /// The furthest event that was delivered of the history.
    package var deliveredEnd: DeliveredEnd? { rules.deliveredEnd }

    /// Whether the database is of an older history than one that lives; from any thread.
    package nonisolated var isSuperseded: Bool { superseded.load(ordering: .relaxed) }

    /// Why this node may be out of date; nil when it is fresh.
    package var staleReason: String? { rules.staleReason }

    /// How many events the node is behind the last watermark that it read.
    package var lag: Int64 { rules.lag }

    /// How often the time alone is looked at, which makes a node stale whose reads hang.
    private static let lookInterval = Duration.milliseconds(250)

    /// Runs until `stop`.
    package func run() async {
        start = loop.now
        async let looking: Void = lookAtTime()
        var reaction = rules.next(after: .started, now: .zero)
        while !isStopping {
            let outcome = await perform(reaction.action)
            if isStopping { break }
            reaction = await next(after: outcome)
            publish(reaction.notices)
        }
        await look.wake()
        await looking
    }

    /// Ends `run` after the action that is on its way.
    package func stop() {
        isStopping = true
        pause.assumeIsolated { $0.wake() }
    }

    private func lookAtTime() async {
        while !isStopping {
            await look.wait(Self.lookInterval)
            if !isStopping { publish(rules.noticesOfTime(at: now), orNone: true) }
        }
    }

    /// The time since the reader began.
    private var now: Duration { loop.now - start }

    private func publish(_ notices: [LogReader.Notice], orNone saysNothing: Bool = false) {
        superseded.store(rules.isSuperseded(at: now), ordering: .relaxed)
        if saysNothing || !notices.isEmpty { deliver(notices) }
    }

    /// What would begin again waits until that is prepared; if it cannot be, the history has not
    /// answered.
    private func next(after input: LogReader.Input) async -> LogReader.Reaction {
        if rules.wouldRestart(after: input, now: now) {
            do {
                try await beforeRestart()
            } catch {
                return rules.next(after: .historyFailed, now: now)
            }
        }
        return rules.next(after: input, now: now)
    }

    private func perform(_ action: LogReader.Action) async -> LogReader.Input {
        do {
            switch action {
            case .locate:
                return .located(try await history.head())
            case .tail(let epoch, let after, let limit, let wait):
                let entries = try await read { log throws(LogFailure) in
                    try await log.entries(of: epoch, after: after, limit: limit, wait: wait)
                }
                return .tailed(entries)
            case .readWatermark:
                let watermark = try await read { log throws(LogFailure) in
                    try await log.watermark()
                }
                return .watermark(watermark)
            case .readHistory(let after, let limit):
                return .history(try await history.entries(after: after, limit: limit))
            case .renewHistory:
                await history.renewConnections()
                return .woken
            case .reconnectLog:
                await log.reconnect()
                return .woken
            case .wait(let duration):
                await pause.wait(duration)
                return .woken
            }
        } catch is LogFailure {
            return .logFailed
        } catch {
            return .historyFailed
        }
    }

    /// Reads the log, and keeps in mind whether it could be read.
    private func read<Value: Sendable>(
        _ body: (any EventLogReader) async throws(LogFailure) -> Value
    ) async throws(LogFailure) -> Value {
        do throws(LogFailure) {
            let value = try await body(log)
            note(nil)
            return value
        } catch {
            note(error)
            throw error
        }
    }

    /// Whoever stops drops the connections: what fails then is no news.
    private func note(_ failure: LogFailure?) {
        guard failure != logFailure, !isStopping else { return }
        logFailure = failure
        onLogChange(failure)
    }
}
