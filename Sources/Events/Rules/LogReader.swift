/// The rules by which a node follows the log: dense, in order, and knowing how fresh it is.
///
/// Pure: an input and the time in; deliveries, notices and one action out. The log is the fast
/// way; whatever it lacks comes from the history, and while it is away the history is followed
/// alone (`architecture.md` 1.4 to 1.6).
package struct LogReader: Sendable {
    private let configuration: Configuration
    private var epoch: Epoch?
    private var position: Int64 = 0
    /// The furthest position in this epoch, and the entry there, unless the reader began behind it.
    private var furthest: (seq: Int64, entry: LogEntry?) = (0, nil)
    /// Entries up to here exist, and the log did not bring them.
    private var refillThrough: Int64 = 0
    /// Another epoch that the log speaks of, until the history has been asked.
    private var sought: Epoch?
    /// Whether the connections to the history are to be made anew, and when that may be next.
    private var renewsHistory = false
    private var nextRenewal: Duration = .zero
    /// Since when the history has named nothing but an older epoch.
    private var olderEpochSince: Duration?
    /// What the history was when it was last asked; nil when it is to be asked again.
    private var historyGeneration: Int?
    /// A newer history than the node follows.
    private var newer: NewerHistory?
    private var pulse = Pulse()
    private var nextWatermark: Duration = .zero
    /// When the watermark was asked for last.
    private var askedAt: Duration = .zero
    private var logRetryAt: Duration = .zero
    private var reconnected = false
    private var freshness: Freshness = .starting

    /// What is known of the holder of the lease.
    private struct Pulse {
        var beat: Int64?
        /// When it was asked for.
        var readAt: Duration = .zero
        /// The log was put back, as a lower beat has shown: until the holder is heard again, a higher
        /// one may be of another copy.
        var wentBack = false
        /// Whether the log was not put back since `readAt`, as far as is known.
        var isSettled = true
        /// Since when the holder is known to live: it has written a watermark after that.
        var changedAt: Duration?
        var head: Int64 = 0
        /// Since when the node is behind `head`.
        var behindSince: Duration?

        /// Learns what the watermark is now.
        ///
        /// A higher beat was written after the one before was asked for, perhaps right after it: the
        /// node may have been frozen since. A lower one is not new, but of a log that was put back, or
        /// came late from an earlier holder: its head says nothing, and neither does the next beat.
        mutating func take(_ watermark: Watermark, askedAt: Duration) {
            let last = beat ?? watermark.beat
            if watermark.beat > last, isSettled {
                changedAt = readAt
                wentBack = false
            }
            if watermark.beat >= last { head = watermark.head }
            isSettled = watermark.beat >= last
            if !isSettled { wentBack = true }
            beat = watermark.beat
            readAt = askedAt
        }
    }

    private enum Freshness: Equatable {
        case starting, fresh
        case stale(String)
    }

    /// A reader that has not found its place yet.
    package init(configuration: Configuration = Configuration()) {
        self.configuration = configuration
    }

    /// Everything up to here was delivered; nil before the place was found.
    package var delivered: Cursor? { epoch.map { Cursor(epoch: $0, seq: position) } }

    /// The furthest event that was delivered of the history; nil before the place was found.
    package var deliveredEnd: DeliveredEnd? {
        epoch.map {
            DeliveredEnd(epoch: $0, seq: furthest.seq, identity: furthest.entry?.identity)
        }
    }

    /// How far the node is behind the last watermark it read.
    package var lag: Int64 { max(0, pulse.head - position) }

    /// Why the node is not fresh; nil when it is.
    package var staleReason: String? {
        switch freshness {
        case .starting: "starting"
        case .fresh: nil
        case .stale(let reason): reason
        }
    }

    /// Takes the outcome of the last action at `now`, the time since the reader began.
    package mutating func next(after input: Input, now: Duration) -> Reaction {
        var notices: [Notice] = []
        switch input {
        case .started, .woken: break
        case .located(let head): restart(at: head, "started", now: now, &notices)
        case .tailed(let entries): accept(tailed: entries, &notices)
        case .watermark(let watermark): accept(watermark, now: now)
        case .history(let page): accept(page, now: now, &notices)
        case .historyFailed: sought = nil
        case .logFailed:
            logRetryAt = now + configuration.retry
            if pulse.wentBack { pulse.isSettled = false }
        }
        updateFreshness(now: now, &notices)
        return Reaction(notices: notices, action: action(after: input, now: now))
    }

    /// What the time alone has changed, at `now`, while the last action is still on its way.
    ///
    /// A database or a log that hangs must not keep the node from saying that it is out of date.
    package mutating func noticesOfTime(at now: Duration) -> [Notice] {
        var notices: [Notice] = []
        updateFreshness(now: now, &notices)
        return notices
    }

    /// The history is older than what was heard of: its connections may lead to a server that was
    /// left behind, so they are made anew, once in a while.
    private mutating func renew(now: Duration) {
        guard now >= nextRenewal else { return }
        renewsHistory = true
        nextRenewal = now + configuration.renewalInterval
    }

    /// Whether the reader would begin again after `input`: whatever that needs is prepared before it
    /// is taken.
    package func wouldRestart(after input: Input, now: Duration) -> Bool {
        switch input {
        case .located, .history:
            var trial = self
            return trial.next(after: input, now: now).notices.contains(where: \.isRestart)
        case .started, .tailed, .watermark, .historyFailed, .logFailed, .woken: return false
        }
    }

    private mutating func restart(
        at head: HistoryHead, _ reason: String, now: Duration, _ notices: inout [Notice]
    ) {
        if let epoch, head.epoch.generation < epoch.generation {
            let since = olderEpochSince ?? now
            olderEpochSince = since
            if now - since < configuration.olderEpochLimit || isSuperseded(at: now) { return }
        }
        olderEpochSince = nil
        historyGeneration = head.epoch.generation
        if newer?.watermark.epoch == head.epoch { newer = nil }
        if epoch != head.epoch {
            pulse = Pulse()
            furthest = (0, nil)
        }
        epoch = head.epoch
        position = head.head
        if position > furthest.seq { furthest = (position, nil) }
        refillThrough = 0
        nextWatermark = .zero
        notices.append(
            .restarted(
                at: Cursor(epoch: head.epoch, seq: head.head), floor: head.floor, reason: reason))
    }

    private mutating func accept(tailed entries: [LogEntry], _ notices: inout [Notice]) {
        deliver(takeDense(entries), &notices)
        if let last = entries.last, last.seq > position { refillThrough = last.seq }
    }

    private mutating func deliver(_ dense: [LogEntry], _ notices: inout [Notice]) {
        guard let last = dense.last else { return }
        notices.append(.entries(dense))
        if last.seq >= furthest.seq { furthest = (last.seq, last) }
    }

    /// The entries that follow the position without a hole; it moves behind them.
    private mutating func takeDense(_ entries: [LogEntry]) -> [LogEntry] {
        if isDense(entries) {
            position += Int64(entries.count)
            return entries
        }
        var dense: [LogEntry] = []
        for entry in entries where entry.seq > position {
            guard entry.seq == position + 1 else { break }
            dense.append(entry)
            position = entry.seq
        }
        return dense
    }

    /// Whether all of them follow the position, as nearly always.
    private func isDense(_ entries: [LogEntry]) -> Bool {
        for index in entries.indices where entries[index].seq != position + Int64(index) + 1 {
            return false
        }
        return true
    }

    private mutating func accept(_ watermark: Watermark?, now: Duration) {
        let isFresh = freshness == .fresh
        nextWatermark =
            now + (isFresh ? configuration.watermarkInterval : configuration.staleWatermarkInterval)
        guard let watermark, let epoch else { return }
        guard watermark.epoch == epoch else {
            // Believed only once the history itself names it: what the log has may be undone.
            if watermark.epoch.generation >= epoch.generation { sought = watermark.epoch }
            if watermark.epoch.generation > epoch.generation { hear(of: watermark, now: now) }
            return
        }
        pulse.take(watermark, askedAt: askedAt)
    }

    private mutating func hear(of watermark: Watermark, now: Duration) {
        if newer?.watermark.epoch != watermark.epoch { historyGeneration = nil }
        if newer == nil { newer = NewerHistory(watermark, at: now) }
        newer?.see(watermark, at: now)
    }

    /// Whether the database, when it was last asked, was of an older history than one that lives: then
    /// it is a primary that was replaced, and what it says is undone.
    package func isSuperseded(at now: Duration) -> Bool {
        guard let historyGeneration else { return false }
        let heard: Duration?
        if let newer, newer.watermark.epoch.generation > historyGeneration {
            heard = newer.lives ? newer.since : nil
        } else if let epoch, epoch.generation > historyGeneration {
            heard = pulse.changedAt
        } else {
            heard = nil
        }
        return heard.map { now - $0 < configuration.olderEpochLimit } ?? false
    }

    private mutating func accept(
        _ page: HistoryPage, now: Duration, _ notices: inout [Notice]
    ) {
        let newest = max(epoch?.generation ?? 0, sought?.generation ?? 0)
        sought = nil
        historyGeneration = page.head.epoch.generation
        if page.head.epoch.generation < newest { renew(now: now) }
        guard page.head.epoch == epoch else {
            restart(at: page.head, "the history changed", now: now, &notices)
            return
        }
        olderEpochSince = nil
        if page.head.head - position > configuration.holeLimit || page.head.floor > position {
            restart(at: page.head, "too far behind the history", now: now, &notices)
            return
        }
        if page.head.head < position {
            restart(at: page.head, "the history went back", now: now, &notices)
            return
        }
        deliver(takeDense(page.entries), &notices)
        if page.through <= position || page.entries.isEmpty {
            refillThrough = min(refillThrough, position)
        }
    }

    private mutating func updateFreshness(now: Duration, _ notices: inout [Notice]) {
        if pulse.head > position {
            pulse.behindSince = pulse.behindSince ?? now
        } else {
            pulse.behindSince = nil
        }
        let doubt = doubt(at: now)
        switch (freshness, doubt) {
        case (.fresh, nil): break
        // It may be a second behind while it is fresh, but does not become so on the way.
        case (.starting, nil) where lag > 0: break
        case (.stale, nil) where lag > 0: freshness = .stale("behind by \(lag) events")
        case (_, nil):
            freshness = .fresh
            reconnected = false
            notices.append(.fresh)
        case (.starting, _) where pulse.changedAt == nil && now < configuration.silenceLimit: break
        case (.stale, .some(let doubt)): freshness = .stale(doubt.reason)
        case (_, .some(let doubt)):
            freshness = .stale(doubt.reason)
            notices.append(.stale(reason: doubt.reason, lasting: now - doubt.since))
        }
    }

    /// Why the node may be out of date, and since when; nil when it is not.
    private func doubt(at now: Duration) -> (reason: String, since: Duration)? {
        if epoch == nil { return ("the history is not known", now) }
        guard let changedAt = pulse.changedAt else {
            return isSuperseded(at: now)
                ? (Self.replaced, now) : ("no sign of the sequencer yet", now)
        }
        if isSuperseded(at: now) { return (Self.replaced, changedAt) }
        if now - changedAt >= configuration.silenceLimit {
            return ("no sign of the sequencer", changedAt)
        }
        if let since = pulse.behindSince, now - since >= configuration.lagLimit {
            return ("behind by \(lag) events", since)
        }
        return nil
    }

    private static let replaced = "the database was replaced by one of a newer history"

    private mutating func action(after input: Input, now: Duration) -> Action {
        if renewsHistory {
            renewsHistory = false
            return .renewHistory
        }
        guard let epoch else {
            return input == .historyFailed ? .wait(configuration.retry) : .locate
        }
        switch input {
        case .historyFailed: return .wait(configuration.retry)
        case .history(let page) where page.entries.isEmpty || page.head.epoch != epoch:
            return .wait(configuration.historyPoll)
        default: break
        }
        if refillThrough > position || sought != nil || isLagging(now: now) { return readHistory }
        let logMayAnswer = now >= logRetryAt
        if logMayAnswer && now >= nextWatermark {
            nextWatermark = now + configuration.staleWatermarkInterval
            askedAt = now
            return .readWatermark
        }
        let isDeaf = isDeaf(now: now)
        if isDeaf && !reconnected {
            reconnected = true
            return .reconnectLog
        }
        // Without the log the history is followed, a page at a time, with a pause behind the last.
        if isDeaf || !logMayAnswer { return readHistory }
        if let rest = rest(after: input) { return .wait(rest) }
        return .tail(
            epoch, after: position, limit: configuration.pageLimit, wait: patience(now: now))
    }

    /// How long to wait for entries: until the watermark is due, or the silence has lasted too long.
    private func patience(now: Duration) -> Duration {
        guard freshness == .fresh else { return configuration.staleWatermarkInterval }
        guard let changedAt = pulse.changedAt else { return configuration.watermarkInterval }
        let left = changedAt + configuration.silenceLimit - now
        return max(.milliseconds(1), min(configuration.watermarkInterval, left))
    }

    /// How long entries may gather before the log is read again; nil when there are few, or when
    /// more are there already.
    private func rest(after input: Input) -> Duration? {
        guard case .tailed(let entries) = input, entries.count < configuration.pageLimit else {
            return nil
        }
        let (perEntry, least, limit) = configuration.rest
        let rest = min(perEntry * entries.count, limit)
        return rest < least ? nil : rest
    }

    private var readHistory: Action {
        .readHistory(after: position, limit: configuration.pageLimit)
    }

    private func isLagging(now: Duration) -> Bool {
        guard let since = pulse.behindSince else { return false }
        return now - since >= configuration.lagLimit
    }

    /// Whether the log is silent although its holder should be heard in it.
    private func isDeaf(now: Duration) -> Bool {
        if case .stale = freshness {
            guard let changedAt = pulse.changedAt else { return true }
            return now - changedAt >= configuration.silenceLimit
        }
        return false
    }
}

extension LogReader.Notice {
    fileprivate var isRestart: Bool { if case .restarted = self { true } else { false } }
}
