/// What a crowd that has left takes no more.
extension Hub {
    /// Gives back the rows behind the last one in use, when most of a large table is empty.
    mutating func trim() {
        if let used = Self.rowsToKeep(members) {
            members = Array(members[..<used])
            sessionMarks = Array(sessionMarks.prefix(used))
        }
        // Who waits for an answer is known by its number.
        guard isNothingAwaited, let used = Self.rowsToKeep(subscriptions) else { return }
        subscriptions = Array(subscriptions[..<used])
        freeSubscriptions = freeSubscriptions.filter { $0 < used }
    }

    private var isNothingAwaited: Bool {
        pendingSubscribes.isEmpty && snapshotReads.isEmpty && historyReads.isEmpty
            && retries.isEmpty && waiting.isEmpty && backlogs.isEmpty
    }

    /// How many rows to keep; nil when no more than half of them could go.
    private static func rowsToKeep<Row>(_ rows: [Row?]) -> Int? {
        guard rows.count >= 1_024 else { return nil }
        let used = (rows.lastIndex { $0 != nil } ?? -1) + 1
        return used <= rows.count / 2 ? used : nil
    }
}
