/// A committed event with its place in the order: a row of `events`, an entry of the log.
///
/// It has no memory of its own: its bytes are a part of a block, shared with the entries that came
/// just before and after it, and text is made of them when somebody asks. Most events are followed
/// by nobody on a node. Whoever keeps an entry for longer than its neighbours keeps the block, so
/// copies what it needs.
package struct LogEntry: Sendable {
    /// 1, 2, 3, … without a hole within an epoch.
    package let seq: Int64
    private let place: Place
    private let block: Block

    /// What entries that came together share.
    final class Block: Sendable {
        let text: [UInt8]
        let topics: [Topic]

        init(text: [UInt8], topics: [Topic]) {
            self.text = text
            self.topics = topics
        }
    }

    /// A part of a block's text.
    struct Piece {
        var start: Int32
        var end: Int32

        var indices: Range<Int> { Int(start)..<Int(end) }
    }

    /// Where an entry is in its block.
    struct Place {
        var identity: Piece
        var type: Piece
        var subject: Piece
        var payload: Piece
        /// In the block's topics.
        var topics: Piece
    }

    /// The entry at `place` of a block.
    init(seq: Int64, place: Place, in block: Block) {
        self.seq = seq
        self.place = place
        self.block = block
    }

    /// The entry with these values, in a block of its own; they have less than 2 GiB together.
    package init(
        seq: Int64, identity: String, type: String, subject: String, topics: [Topic],
        payload: [UInt8]
    ) {
        var text: [UInt8] = []
        text.reserveCapacity(
            identity.utf8.count + type.utf8.count + subject.utf8.count + payload.count)
        func add(_ bytes: some Collection<UInt8>) -> Piece {
            let start = Int32(text.count)
            text.append(contentsOf: bytes)
            return Piece(start: start, end: Int32(text.count))
        }
        let place = Place(
            identity: add(identity.utf8), type: add(type.utf8), subject: add(subject.utf8),
            payload: add(payload), topics: Piece(start: 0, end: Int32(topics.count)))
        self.init(seq: seq, place: place, in: Block(text: text, topics: topics))
    }

    /// `source`, a space and `id` of the event: what identifies it.
    package var identity: String { text(place.identity) }

    /// The CloudEvents type.
    package var type: String { text(place.type) }

    /// The entity that it is about.
    package var subject: String { text(place.subject) }

    /// The CloudEvent, as JSON text, byte for byte as it was committed; a part of the block.
    package var payload: ArraySlice<UInt8> { block.text[place.payload.indices] }

    /// The bytes of `payload`.
    package var payloadSize: Int { place.payload.indices.count }

    /// Where it is delivered.
    package var topics: ArraySlice<Topic> { block.topics[place.topics.indices] }

    /// How many topics it has.
    package var topicCount: Int { place.topics.indices.count }

    /// Whether it is of this type, without making text of its own.
    package func isOf(type: String) -> Bool {
        place.type.indices.count == type.utf8.count
            && block.text[place.type.indices].elementsEqual(type.utf8)
    }

    /// Whether both are in one block.
    package func sharesMemory(with other: LogEntry) -> Bool { block === other.block }

    /// The bytes of the block, which live as long as any of its entries.
    package var blockSize: Int {
        block.text.count + block.topics.count * MemoryLayout<Topic>.stride
    }

    private func text(_ piece: Piece) -> String {
        String(decoding: block.text[piece.indices], as: UTF8.self)
    }
}

extension LogEntry: Equatable {
    /// Whether they say the same, wherever they are kept.
    package static func == (one: LogEntry, other: LogEntry) -> Bool {
        one.seq == other.seq && one.identity == other.identity && one.type == other.type
            && one.subject == other.subject && one.topics == other.topics
            && one.payload == other.payload
    }
}
