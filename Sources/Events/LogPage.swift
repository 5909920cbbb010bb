/// Gathers entries that are read together, from bytes that its caller keeps no longer.
package struct LogPage {
    private struct Draft {
        let seq: Int64
        let payload: [UInt8]
        let place: LogEntry.Place
    }

    private var drafts: [Draft] = []
    private var text: [UInt8] = []
    private var topics: [Topic] = []

    /// A page without entries.
    package init() {}

    /// Adds an entry from its values, the topics with a space between two; returns false, and adds
    /// nothing, when a name is not UTF-8 or none of the topics is one.
    package mutating func add(
        seq: Int64, identity: Span<UInt8>, type: Span<UInt8>, subject: Span<UInt8>,
        topics names: Span<UInt8>, payload: Span<UInt8>
    ) -> Bool {
        let length = identity.count + type.count + subject.count
        guard text.count + length <= Int32.max, isText(identity), isText(type), isText(subject)
        else { return false }
        let firstTopic = topics.count
        addTopics(names)
        guard topics.count > firstTopic else { return false }
        let start = text.count
        let place = LogEntry.Place(
            start: Int32(start), identityEnd: add(identity), typeEnd: add(type),
            subjectEnd: add(subject), firstTopic: Int32(firstTopic),
            topicsEnd: Int32(topics.count))
        let payload = payload.withUnsafeBufferPointer { Array($0) }
        drafts.append(Draft(seq: seq, payload: payload, place: place))
        return true
    }

    /// The entries, in the order in which they were added; the page is empty afterwards.
    package mutating func take() -> [LogEntry] {
        let names = LogEntry.Names(text: text, topics: topics)
        let entries = drafts.map {
            LogEntry(seq: $0.seq, payload: $0.payload, names: names, place: $0.place)
        }
        self = LogPage()
        return entries
    }

    private mutating func addTopics(_ names: Span<UInt8>) {
        var start = 0
        for end in 0...names.count {
            guard end == names.count || names[end] == UInt8(ascii: " ") else { continue }
            if start < end, let topic = try? Topic(parsing: names.extracting(start..<end)) {
                topics.append(topic)
            }
            start = end + 1
        }
    }

    /// Adds a name; returns where it ends.
    private mutating func add(_ name: Span<UInt8>) -> Int32 {
        name.withUnsafeBufferPointer { text.append(contentsOf: $0) }
        return Int32(text.count)
    }
}

private func isText(_ bytes: Span<UInt8>) -> Bool {
    (try? UTF8Span(validating: bytes)) != nil
}
