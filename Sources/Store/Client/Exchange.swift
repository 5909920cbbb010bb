import Net

/// A statement on its way, and what has come back so far.
struct Exchange {
    /// The statement's SQL while its preparation is not answered yet.
    var preparing: String?
    /// Results that are still to come: of its preparation, if it needs one, and its own.
    var awaited: Int
    /// Whether a sync follows it, up to which an error skips everything.
    let endsUnit: Bool
    var outcome: Result<PostgresRows, PostgresError>?
    let sentAt: MonotonicTime
    let completion: (Result<PostgresRows, PostgresError>) -> Void

    /// Hands the outcome to whoever waits for it.
    func complete(_ outcome: Result<PostgresRows, PostgresError>) {
        completion(outcome)
    }
}

/// The statements that a session knows by name.
struct PreparedStatements {
    /// More are not prepared.
    var limit = 0
    private var names: [String: String] = [:]
    private var lastNumber = 0

    /// What to do with a statement.
    enum Use: Equatable {
        case known(String)
        case prepare(String)
        case parseOnce
    }

    /// How to send `sql`; a new name counts as known from now on.
    mutating func use(_ sql: String) -> Use {
        if let name = names[sql] { return .known(name) }
        guard names.count < limit else { return .parseOnce }
        lastNumber += 1
        let name = "s\(lastNumber)"
        names[sql] = name
        return .prepare(name)
    }

    /// Forgets a statement, so that its next use prepares it anew under another name.
    mutating func forget(_ sql: String) {
        names[sql] = nil
    }

    /// Forgets all of them.
    mutating func forgetAll() {
        names.removeAll()
    }
}

/// What a session has done so far.
struct PostgresCounters: Sendable {
    var statements = 0
    var refused = 0
    var latency = DurationHistogram(bounds: PostgresMetrics.latencyBounds)
}
