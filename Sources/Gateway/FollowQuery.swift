import Events
import LiveProtocol
import Wire

/// What a client that cannot subscribe by messages says in the query: `topics`, and if it likes
/// `events`, `snapshot` and the position that it comes back from.
struct FollowQuery {
    /// Mistakes that are named at once; a query may hold more.
    private static let mistakeLimit = 50
    private let values: [String: String]
    private var mistakes: [QueryMistake]

    /// The subscription that a query asks for; `parameter` names the position, which `position`
    /// replaces when it is there.
    static func read(
        _ query: String, resumingFrom parameter: String, position: String? = nil
    ) throws(GatewayProblem) -> SubscribeRequest {
        var reader = Self(query, ["topics", "events", "snapshot", "ticket", parameter])
        let resume = resumePoint(position ?? reader.values[parameter])
        let topics = reader.topics(from: resume)
        let types = reader.types()
        let takesSnapshot = reader.takesSnapshot()
        guard reader.mistakes.isEmpty else { throw .badQuery(reader.mistakes) }
        return SubscribeRequest(
            id: "query", topics: topics, types: types, takesSnapshot: takesSnapshot)
    }

    private init(_ query: String, _ known: Set<String>) {
        let parameters = QueryParameters(query)
        values = parameters.values
        mistakes = []
        for (name, mistake) in parameters.mistakes { fail(QueryMistake(name, mistake)) }
        for name in values.keys.filter({ !known.contains($0) }).sorted() {
            fail(QueryMistake(name, .unknown))
        }
    }

    private mutating func fail(_ mistake: QueryMistake) {
        if mistakes.count < Self.mistakeLimit { mistakes.append(mistake) }
    }

    private mutating func fail(_ name: String, _ code: QueryMistake.Code, _ detail: String) {
        fail(QueryMistake(name, code, detail))
    }

    private static func resumePoint(_ text: String?) -> ResumePoint {
        guard let text, !text.isEmpty else { return .none }
        return Cursor(text).map { .cursor($0) } ?? .unusable
    }

    private mutating func topics(from resume: ResumePoint) -> [WantedTopic] {
        let names = list("topics")
        guard (1...ClientMessage.topicLimit).contains(names.count) else {
            fail(
                "topics", names.isEmpty ? .missing : .outOfRange,
                "must name 1 to \(ClientMessage.topicLimit), with commas")
            return []
        }
        var topics: [WantedTopic] = []
        for (index, name) in names.enumerated() {
            guard let topic = topic(name, at: index) else { continue }
            let wanted = WantedTopic(topic.description, from: resume)
            if topics.contains(wanted) {
                fail("topics", .badFormat, "[\(index)] names a topic a second time")
            }
            topics.append(wanted)
        }
        return topics
    }

    private mutating func topic(_ name: String, at index: Int) -> Topic? {
        do throws(TopicError) {
            return try Topic(parsing: name)
        } catch {
            fail("topics", .badFormat, "[\(index)] \(error.message)")
            return nil
        }
    }

    private mutating func types() -> Set<String>? {
        guard values["events"] != nil else { return nil }
        let types = list("events")
        if !(1...ClientMessage.eventTypeLimit).contains(types.count)
            || types.contains(where: { $0.utf8.count > ClientMessage.eventTypeLength })
        {
            fail(
                "events", .outOfRange,
                "must name 1 to \(ClientMessage.eventTypeLimit) types, with commas")
        }
        return Set(types)
    }

    private mutating func takesSnapshot() -> Bool {
        let text = values["snapshot"] ?? "true"
        if text != "true", text != "false" {
            fail("snapshot", .badFormat, "must be true or false")
        }
        return text == "true"
    }

    private func list(_ name: String) -> [String] {
        values[name]?.split(separator: ",").map(String.init) ?? []
    }
}
