import Net

/// A statement on its way, and what has come back so far.
final class Exchange {
    /// The statement while its preparation is not answered yet.
    var preparing: PostgresStatement?
    /// Results that are still to come: of its preparation, if it needs one, and its own.
    var awaited: Int
    /// Whether a sync follows it, up to which an error skips everything.
    let endsUnit: Bool
    var outcome: Result<PostgresRows, PostgresError>?
    let sentAt: MonotonicTime
    private let completion: (Result<PostgresRows, PostgresError>) -> Void

    init(
        preparing: PostgresStatement?, endsUnit: Bool, sentAt: MonotonicTime,
        completion: @escaping (Result<PostgresRows, PostgresError>) -> Void
    ) {
        self.preparing = preparing
        awaited = preparing == nil ? 1 : 2
        self.endsUnit = endsUnit
        self.sentAt = sentAt
        self.completion = completion
    }

    /// Hands the outcome to whoever waits for it.
    func complete(_ outcome: Result<PostgresRows, PostgresError>) {
        completion(outcome)
    }
}

/// The statements that a session knows by name.
struct PreparedStatements {
    /// More are not prepared.
    var limit = 0
    private var names: [PostgresStatement: String] = [:]
    private var lastNumber = 0

    /// What to do with a statement.
    enum Use: Equatable {
        case known(String)
        case prepare(String)
        case parseOnce
    }

    /// How to send `statement`; a new name counts as known from now on.
    mutating func use(_ statement: PostgresStatement) -> Use {
        if let name = names[statement] { return .known(name) }
        guard names.count < limit else { return .parseOnce }
        lastNumber += 1
        let name = "s\(lastNumber)"
        names[statement] = name
        return .prepare(name)
    }

    /// Forgets a statement, so that its next use prepares it anew under another name.
    mutating func forget(_ statement: PostgresStatement) {
        names[statement] = nil
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
