/// A committed event with its place in the order: a row of `events`, an entry of the log.
///
/// Only the payload has memory of its own. What names the event is shared with the entries of its
/// page, and made text of when somebody asks: most events are followed by nobody on a node.
package struct LogEntry: Sendable {
    /// 1, 2, 3, … without a hole within an epoch.
    package let seq: Int64
    /// The CloudEvent, as JSON text, byte for byte as it was committed.
    package let payload: [UInt8]
    private let names: Names
    private let place: Place

    /// What names the entries of a page.
    final class Names: Sendable {
        let text: [UInt8]
        let topics: [Topic]

        init(text: [UInt8], topics: [Topic]) {
            self.text = text
            self.topics = topics
        }
    }

    /// Where an entry's names are: identity, type and subject one after the other, and the topics.
    struct Place {
        var start: Int32
        var identityEnd: Int32
        var typeEnd: Int32
        var subjectEnd: Int32
        var firstTopic: Int32
        var topicsEnd: Int32
    }

    /// The entry of a page at `place`.
    init(seq: Int64, payload: [UInt8], names: Names, place: Place) {
        self.seq = seq
        self.payload = payload
        self.names = names
        self.place = place
    }

    /// The entry with these values.
    package init(
        seq: Int64, identity: String, type: String, subject: String, topics: [Topic],
        payload: [UInt8]
    ) {
        var text: [UInt8] = []
        var ends: [3 of Int32] = [0, 0, 0]
        for (index, name) in [identity, type, subject].enumerated() {
            text.append(contentsOf: name.utf8)
            ends[index] = Int32(text.count)
        }
        self.init(
            seq: seq, payload: payload, names: Names(text: text, topics: topics),
            place: Place(
                start: 0, identityEnd: ends[0], typeEnd: ends[1], subjectEnd: ends[2],
                firstTopic: 0, topicsEnd: Int32(topics.count)))
    }

    /// `source`, a space and `id` of the event: what identifies it.
    package var identity: String { text(place.start, place.identityEnd) }

    /// The CloudEvents type.
    package var type: String { text(place.identityEnd, place.typeEnd) }

    /// The entity that it is about.
    package var subject: String { text(place.typeEnd, place.subjectEnd) }

    /// Where it is delivered.
    package var topics: ArraySlice<Topic> {
        names.topics[Int(place.firstTopic)..<Int(place.topicsEnd)]
    }

    /// Whether it is of this type, without making text of its own.
    package func isOf(type: String) -> Bool {
        names.text[Int(place.identityEnd)..<Int(place.typeEnd)].elementsEqual(type.utf8)
    }

    private func text(_ start: Int32, _ end: Int32) -> String {
        String(decoding: names.text[Int(start)..<Int(end)], as: UTF8.self)
    }
}

extension LogEntry: Equatable {
    /// Whether they say the same, wherever their names are kept.
    package static func == (one: LogEntry, other: LogEntry) -> Bool {
        one.seq == other.seq && one.identity == other.identity && one.type == other.type
            && one.subject == other.subject && one.topics == other.topics
            && one.payload == other.payload
    }
}
