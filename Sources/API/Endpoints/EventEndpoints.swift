import Accounts
import Booking
import Events
import JSON
import Wire

/// `/events`: the history of topics, for those who cannot hold a socket open.
enum EventEndpoints {
    /// The most topics in one request: each is a query of its own.
    private static let topicLimit = 20

    static func list(_ call: Call) async throws(APIError) -> HTTPResponse {
        let principal = try call.signedIn()
        let (topics, after, limit) = try call.query(readQuery)
        for topic in topics { try await check(topic, for: principal, call) }
        let start = try await start(after, call)
        var pages: [HistoryPage] = []
        for topic in topics {
            pages.append(
                try await call.history { history throws(StoreFailure) in
                    try await history.entries(on: topic, after: start.seq, limit: limit)
                })
        }
        return answer(try merge(pages, after: start, limit: limit))
    }

    private static func readQuery(
        _ query: inout QueryDecoder
    ) -> (topics: [Topic], after: Cursor?, limit: Int) {
        let after = query.value("after", "a cursor") { Cursor($0) }
        let limit = query.integer("limit", in: 1...500, absent: 100)
        let names = (query.text("topics", limit: 3_000) ?? "").split(separator: ",")
        guard (1...topicLimit).contains(names.count) else {
            query.fail(
                "topics", names.isEmpty ? .missing : .outOfRange, "1 to \(topicLimit) topics")
            return ([], after, limit)
        }
        var topics: [Topic] = []
        for name in names {
            do throws(TopicError) {
                let topic = try Topic(parsing: String(name))
                if !topics.contains(topic) { topics.append(topic) }
            } catch {
                query.fail("topics", .badFormat, "\(name): \(error.message)")
            }
        }
        return (topics, after, limit)
    }

    /// Throws unless the caller may follow `topic`.
    private static func check(
        _ topic: Topic, for principal: Principal, _ call: Call
    ) async throws(APIError) {
        switch Rights.decide(principal, topic) {
        case .allowed: return
        case .denied: throw .forbidden
        case .askStore:
            guard let key = BookingKey(topic.id),
                let detail = try await call.office({ office throws(BookingError) in
                    try await office.queries.booking(key)
                }), BookingScope(principal).contains(detail.booking)
            else { throw .forbidden }
        }
    }

    /// Where to begin: after the cursor, or with everything that is kept.
    private static func start(_ after: Cursor?, _ call: Call) async throws(APIError) -> Cursor {
        let head = try await call.history { history throws(StoreFailure) in
            try await history.head()
        }
        guard let after else { return Cursor(epoch: head.epoch, seq: head.floor) }
        // What lies beyond the head was undone: who waited for it to come would miss what comes first.
        guard after.epoch == head.epoch, (head.floor...head.head).contains(after.seq) else {
            throw .historyLost
        }
        return after
    }

    /// Joins the pages of several topics up to where all of them are complete.
    private static func merge(
        _ pages: [HistoryPage], after start: Cursor, limit: Int
    ) throws(APIError) -> (entries: [LogEntry], through: Cursor, isLast: Bool) {
        // The epoch may change, and the floor rise, between the statements.
        guard pages.allSatisfy({ $0.head.epoch == start.epoch && $0.head.floor <= start.seq })
        else {
            throw .historyLost
        }
        var through = pages.map(\.through).min() ?? start.seq
        var bySeq: [Int64: LogEntry] = [:]
        for entry in pages.flatMap(\.entries) where entry.seq <= through {
            bySeq[entry.seq] = entry
        }
        var entries = bySeq.values.sorted { $0.seq < $1.seq }
        if entries.count > limit {
            entries = Array(entries.prefix(limit))
            through = entries.last?.seq ?? through
        }
        let isLast = pages.allSatisfy { through >= $0.head.head }
        return (entries, Cursor(epoch: start.epoch, seq: max(through, start.seq)), isLast)
    }

    private static func answer(
        _ result: (entries: [LogEntry], through: Cursor, isLast: Bool)
    ) -> HTTPResponse {
        .json(200) { json in
            json.member(
                "data",
                array: { json in
                    for entry in result.entries {
                        json.object { json in
                            let cursor = Cursor(epoch: result.through.epoch, seq: entry.seq)
                            json.member("cursor", cursor.description)
                            json.member("event", raw: Array(entry.payload))
                        }
                    }
                })
            json.member("cursor", result.through.description)
            json.member("isLast", result.isLast)
        }
    }
}
