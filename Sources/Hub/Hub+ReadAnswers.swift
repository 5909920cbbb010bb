package import Events
import LiveProtocol

/// What was read, to all who wait for it.
extension Hub {
    /// Takes the pages of a read, in the order in which they were asked for; nil when they could
    /// not be read.
    package mutating func historyRead(_ read: Int, _ pages: [HistoryPage]?) {
        guard let wanted = historyReads.removeValue(forKey: read) else { return }
        breaker.record(isSuccess: pages != nil, now: now)
        for part in wanted.parts { historyQueue.end(part.stretch) }
        guard let pages, pages.count == wanted.parts.count,
            pages.allSatisfy({ $0.head.epoch == position.epoch })
        else {
            tryAgain(read, wanted.parts.flatMap(\.takers))
            return
        }
        for (part, page) in zip(wanted.parts, pages) { give(page, of: part, read) }
    }

    private mutating func give(_ page: HistoryPage, of part: HistoryRead.Part, _ read: Int) {
        floor = max(floor, page.head.floor)
        var frames: [[UInt8]?] = Array(repeating: nil, count: page.entries.count)
        var early: [Int32] = []
        for number in part.takers {
            guard let subscription = subscriptions[Int(number)],
                subscription.reading == .underway(read),
                case .catchingUp(let seq) = subscription.state
            else { continue }
            guard page.head.floor <= seq else {
                startAgain(number, reason: "the history before the cursor is gone")
                continue
            }
            let end = send(page, after: seq, of: part, to: number, sharing: &frames)
            // A history that is behind this node gets time to catch up.
            if end == seq && end < position.seq && !window.reaches(back: end) {
                early.append(number)
                continue
            }
            subscriptions[Int(number)]?.reading = .none
            move(number, to: .catchingUp(seq: end))
            if end >= min(page.head.head, position.seq) {
                #if PLANTED_MISTAKES
                    if joinsTooEarly(number) { continue }
                #endif
                let last = page.entries.last { $0.seq <= end }?.seq ?? seq
                join(number, at: end, after: max(seq, last))
            } else {
                pace(subscription.connection)
            }
        }
        if !early.isEmpty { tryAgain(read, early) }
    }

    /// Sends what a page holds after `seq`, as much as one socket is given at once; returns up to
    /// where everything is sent.
    ///
    /// What is after the position comes in its turn: a revocation may stand before it.
    private mutating func send(
        _ page: HistoryPage, after seq: Int64, of part: HistoryRead.Part, to number: Int32,
        sharing frames: inout [[UInt8]?]
    ) -> Int64 {
        guard let subscription = subscriptions[Int(number)] else { return seq }
        let name = part.stretch.topic.description
        let epoch = position.epoch
        var last = seq
        var bytes = 0
        let start = page.entries.firstIndex { $0.seq > seq } ?? page.entries.endIndex
        for index in start..<page.entries.endIndex {
            guard bytes < configuration.flushSize else { return last }
            let entry = page.entries[index]
            guard entry.seq <= position.seq else { break }
            last = entry.seq
            if let types = subscription.types, !types.contains(entry.type) { continue }
            let shared = subscription.types == nil ? frames[index] : nil
            // All who share the page hold everything up to its first entry's `prev`.
            let previous = index == 0 ? part.after : page.entries[index - 1].seq
            let text =
                shared
                ?? EventFrame.encode(
                    topic: name, cursor: Cursor(epoch: epoch, seq: entry.seq),
                    prev: subscription.types == nil ? Cursor(epoch: epoch, seq: previous) : nil,
                    event: entry.payload)
            if subscription.types == nil { frames[index] = text }
            send(text, to: subscription.connection, as: .page, of: number)
            bytes += text.count
        }
        return max(last, min(page.through, position.seq))
    }

    /// Takes a snapshot; nil when it could not be read.
    ///
    /// All who asked before the read began get it: it was read after each was registered, so it
    /// holds whatever its client has seen committed, and none of them can have missed what came
    /// after it. That follows from memory, or, when the node's memory has moved on meanwhile, from
    /// pages that they share again.
    ///
    /// One that is ahead of the node waits until the node has come to where it was read: what took
    /// away somebody's rights before that moment takes them away before the snapshot is sent.
    package mutating func snapshotRead(_ read: Int, _ snapshot: Snapshot?) {
        guard let wanted = snapshotReads[read] else { return }
        breaker.record(isSuccess: snapshot != nil, now: now)
        if let snapshot, isAhead(snapshot) {
            snapshotReads[read]?.answer = snapshot
            return
        }
        snapshotReads[read] = nil
        #if PLANTED_MISTAKES
            serveLateJoiners(of: wanted.topic, snapshot)
        #endif
        snapshotQueue.end(wanted.topic)
        guard let snapshot, snapshot.head.epoch == position.epoch else {
            tryAgain(read, wanted.takers)
            return
        }
        let cursor = Cursor(epoch: position.epoch, seq: snapshot.head.head)
        var texts: [String?: [UInt8]] = [:]
        for number in wanted.takers {
            guard let subscription = subscriptions[Int(number)],
                subscription.reading == .underway(read),
                case .awaitingSnapshot(let reason) = subscription.state
            else { continue }
            let text =
                texts[reason]
                ?? ServerMessage.snapshot(
                    topic: wanted.topic.description, cursor: cursor, state: snapshot.state,
                    reason: reason
                ).encoded()
            texts[reason] = text
            subscriptions[Int(number)]?.reading = .none
            send(text, to: subscription.connection, as: .answer, of: number)
            // Too slow for it, and gone.
            guard subscriptions[Int(number)] != nil else { continue }
            move(number, to: .catchingUp(seq: cursor.seq))
            joinSilently(number, at: cursor.seq)
        }
    }

    /// Takes the snapshots that have waited for the node to come this far.
    mutating func takeReachedSnapshots() {
        let reached = snapshotReads.compactMap { read, wanted in
            wanted.answer.flatMap { isAhead($0) ? nil : (read: read, snapshot: $0) }
        }
        for (read, snapshot) in reached.sorted(by: { $0.read < $1.read }) {
            snapshotRead(read, snapshot)
        }
    }

    private func isAhead(_ snapshot: Snapshot) -> Bool {
        snapshot.head.epoch == position.epoch && snapshot.head.head > position.seq
    }
}
