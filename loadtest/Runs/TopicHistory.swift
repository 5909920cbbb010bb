import Events
import JSON
import LiveClient
import Wire

/// The true history of topics, by REST. *(loop)*
struct TopicHistory {
    let api: BookingAPI

    /// The numbers of each topic's events after `start` of `epoch`, rising.
    func seqs(
        of topics: [String], after start: Int64, epoch: String
    ) async throws(APIFailure) -> [String: [Int64]] {
        var history: [String: [Int64]] = [:]
        for topic in topics {
            history[topic] = try await seqs(of: topic, after: "\(epoch).\(start)")
        }
        return history
    }

    /// How many events a topic has.
    func count(of topic: String) async throws(APIFailure) -> Int {
        try await seqs(of: topic, after: nil).count
    }

    /// The most bytes of a page: 500 of the largest events that a run publishes.
    static let pageBytes = 20 << 20

    /// A page has up to 500 events, so this is more than any run publishes on one topic.
    private static let pageLimit = 10_000

    private func seqs(of topic: String, after start: String?) async throws(APIFailure) -> [Int64] {
        var seqs: [Int64] = []
        var cursor = start
        for _ in 0..<Self.pageLimit {
            let after = cursor.map { "&after=" + $0 } ?? ""
            let (page, _) = try await api.call(
                .get, "/events", query: "topics=\(topic)\(after)&limit=500")
            guard let data = page["data"]?.asArray, let next = page["cursor"]?.asString,
                let isLast = page["isLast"]?.asBoolean
            else { throw .unexpected("GET /events") }
            seqs += data.compactMap { $0["cursor"]?.asString.flatMap { Cursor($0) }?.seq }
            if isLast { return seqs }
            cursor = next
        }
        throw .unexpected("GET /events")
    }
}
