/// Gathers entries that are read together, field by field, from bytes that its caller keeps no
/// longer.
///
/// Their bytes go one after the other into blocks of about 64 KiB: one allocation serves a hundred
/// events, and an entry that outlives its page holds no more than a block.
package struct LogPage {
    /// What an entry is made of.
    package enum Field: Int, Sendable {
        /// `source`, a space and `id`.
        case identity
        case type
        case subject
        /// With a space between two.
        case topics
        /// The CloudEvent.
        case payload

        fileprivate static let all: UInt8 = 0b1_1111
    }

    /// An entry of which not everything has come.
    private struct Draft {
        /// A bit for each field that has come.
        var fields: UInt8 = 0
        /// Whether one of them cannot be read.
        var isBroken = false
        var place = LogEntry.Place(
            identity: .empty, type: .empty, subject: .empty, payload: .empty, topics: .empty)
    }

    private static let blockSize = 64 << 10

    private var entries: [LogEntry] = []
    /// Entries of the block that is being filled.
    private var places: [(seq: Int64, place: LogEntry.Place)] = []
    /// What the block holds so far; `draft` has what stands behind `textEnd` and `topicsEnd`.
    private var text: [UInt8] = []
    private var topics: [Topic] = []
    private var textEnd = 0
    private var topicsEnd = 0
    private var draft = Draft()

    /// A page without entries.
    package init() {}

    /// Takes a field of the next entry; of two of a kind the first counts.
    package mutating func take(_ field: Field, _ value: Span<UInt8>) {
        let bit: UInt8 = 1 << UInt8(field.rawValue)
        guard draft.fields & bit == 0 else { return }
        draft.fields |= bit
        switch field {
        case .identity: draft.place.identity = addName(value)
        case .type: draft.place.type = addName(value)
        case .subject: draft.place.subject = addName(value)
        case .payload: draft.place.payload = add(value)
        case .topics: draft.place.topics = addTopics(value)
        }
    }

    /// Adds the entry whose fields were taken; returns false, and adds nothing, when one is missing,
    /// a name is not UTF-8 or none of the topics is one.
    package mutating func add(seq: Int64) -> Bool {
        guard draft.fields == Field.all, !draft.isBroken else {
            forgetDraft()
            return false
        }
        places.append((seq, draft.place))
        (textEnd, topicsEnd) = (text.count, topics.count)
        draft = Draft()
        if textEnd >= Self.blockSize { endBlock() }
        return true
    }

    /// Forgets what was taken since an entry was added.
    package mutating func forgetDraft() {
        guard draft.fields != 0 else { return }
        text.removeSubrange(textEnd...)
        topics.removeSubrange(topicsEnd...)
        draft = Draft()
    }

    /// The entries, in the order in which they were added; the page is empty afterwards.
    package mutating func take() -> [LogEntry] {
        forgetDraft()
        endBlock()
        var taken: [LogEntry] = []
        swap(&taken, &entries)
        return taken
    }

    /// What is filled for the next block keeps its memory, and the block has just what it needs.
    private mutating func endBlock() {
        guard !places.isEmpty else { return }
        let block = LogEntry.Block(
            text: text.withUnsafeBufferPointer { Array($0) },
            topics: topics.withUnsafeBufferPointer { Array($0) })
        entries.reserveCapacity(entries.count + places.count)
        for (seq, place) in places {
            entries.append(LogEntry(seq: seq, place: place, in: block))
        }
        places.removeAll(keepingCapacity: true)
        topics.removeAll(keepingCapacity: true)
        // One large event does not hold its memory for ever.
        text.removeAll(keepingCapacity: text.capacity <= 4 * Self.blockSize)
        (textEnd, topicsEnd) = (0, 0)
    }

    private mutating func addTopics(_ names: Span<UInt8>) -> LogEntry.Piece {
        var start = 0
        for end in 0...names.count {
            guard end == names.count || names[end] == UInt8(ascii: " ") else { continue }
            if start < end, let topic = try? Topic(parsing: names.extracting(start..<end)) {
                topics.append(topic)
            }
            start = end + 1
        }
        if topics.count == topicsEnd { draft.isBroken = true }
        return LogEntry.Piece(start: Int32(topicsEnd), end: Int32(topics.count))
    }

    private mutating func addName(_ name: Span<UInt8>) -> LogEntry.Piece {
        if !isText(name) { draft.isBroken = true }
        return add(name)
    }

    private mutating func add(_ value: Span<UInt8>) -> LogEntry.Piece {
        let start = text.count
        guard start + value.count <= Int32.max else {
            draft.isBroken = true
            return .empty
        }
        value.withUnsafeBufferPointer { text.append(contentsOf: $0) }
        return LogEntry.Piece(start: Int32(start), end: Int32(text.count))
    }
}

extension LogEntry.Piece {
    fileprivate static let empty = LogEntry.Piece(start: 0, end: 0)
}

private func isText(_ bytes: Span<UInt8>) -> Bool {
    (try? UTF8Span(validating: bytes)) != nil
}
