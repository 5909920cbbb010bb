import Events
import LiveProtocol
import Wire

/// What a client that cannot subscribe by messages says in the query: `topics`, and if it likes
/// `events`, `snapshot` and the position that it comes back from.
enum FollowQuery {
    /// The subscription that a query asks for; `parameter` names the position, which `position`
    /// replaces when it is there.
    static func read(
        _ query: String, resumingFrom parameter: String, position: String? = nil
    ) throws(GatewayProblem) -> SubscribeRequest {
        let position = position ?? PercentEncoding.value(of: parameter, in: query)
        return SubscribeRequest(
            id: "query", topics: try topics(in: query, from: resumePoint(position)),
            types: try types(in: query), takesSnapshot: try takesSnapshot(in: query))
    }

    private static func resumePoint(_ text: String?) -> ResumePoint {
        guard let text, !text.isEmpty else { return .none }
        return Cursor(text).map { .cursor($0) } ?? .unusable
    }

    private static func topics(
        in query: String, from resume: ResumePoint
    ) throws(GatewayProblem) -> [WantedTopic] {
        let names = list("topics", in: query)
        guard (1...ClientMessage.topicLimit).contains(names.count) else {
            throw .badQuery("topics: must name 1 to \(ClientMessage.topicLimit), with commas")
        }
        var topics: [WantedTopic] = []
        for (index, name) in names.enumerated() {
            do throws(TopicError) {
                topics.append(WantedTopic(try Topic(parsing: name).description, from: resume))
            } catch {
                throw .badQuery("topics[\(index)]: \(error.message)")
            }
            guard !topics.dropLast().contains(topics[index]) else {
                throw .badQuery("topics[\(index)]: names a topic a second time")
            }
        }
        return topics
    }

    private static func types(in query: String) throws(GatewayProblem) -> Set<String>? {
        guard PercentEncoding.value(of: "events", in: query) != nil else { return nil }
        let types = list("events", in: query)
        guard (1...ClientMessage.eventTypeLimit).contains(types.count),
            types.allSatisfy({ $0.utf8.count <= ClientMessage.eventTypeLength })
        else {
            throw .badQuery(
                "events: must name 1 to \(ClientMessage.eventTypeLimit) types, with commas")
        }
        return Set(types)
    }

    private static func takesSnapshot(in query: String) throws(GatewayProblem) -> Bool {
        switch PercentEncoding.value(of: "snapshot", in: query) {
        case nil, "true"?: true
        case "false"?: false
        default: throw .badQuery("snapshot: must be true or false")
        }
    }

    private static func list(_ name: String, in query: String) -> [String] {
        PercentEncoding.value(of: name, in: query)?.split(separator: ",").map(String.init) ?? []
    }
}
