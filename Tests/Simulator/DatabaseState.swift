import Accounts
import Events

/// What a PostgreSQL server has on disk: a value, so a standby and a backup are copies of it.
struct DatabaseState {
    /// A row of `history`.
    struct History {
        var epoch: Epoch
        /// The timeline that the epoch was made on.
        var timeline: Int
        /// Events at or below it may be gone.
        var floor: Int64 = 0
    }

    /// A row of `sequencer`.
    struct Lease {
        var holder: String?
        var until: Duration = .zero
        var term: Int64 = 0
    }

    /// A committed row of `outbox`; its id was allotted before the commit.
    final class OutboxRow {
        let transaction: Int
        let id: Int
        let event: NewEvent
        /// The entity that it is about; nil for a session.
        let entity: Int?

        init(transaction: Int, id: Int, event: NewEvent, entity: Int?) {
            self.transaction = transaction
            self.id = id
            self.event = event
            self.entity = entity
        }
    }

    /// A row of a business table: a seat, a flight, a booking.
    struct Entity: Equatable {
        /// 0 until the first event about it.
        var version: Int64 = 0
        /// The event that brought it to this version.
        var event: UniqueID?
    }

    var history: History
    var lease = Lease()
    var outbox: [OutboxRow] = []
    /// Every event that was ever sequenced; the one with seq n has index n − 1.
    private(set) var events: [LogEntry] = []
    /// What a client reads in each of them.
    private(set) var readings: [Reading] = []
    /// Partitions up to here are dropped: reads find nothing at or below it.
    var droppedThrough: Int64 = 0
    /// The seqs of each topic, ascending, by its number.
    private(set) var topics: [[Int64]]
    /// The seqs of each entity's events, ascending: the one with index n brought version n + 1.
    private(set) var changes: [[Int64]]
    var entities: [Entity]
    /// Where in the history sessions ended.
    private(set) var revocations: [UniqueID: Int64] = [:]
    /// Sessions that were revoked.
    var revoked: [RevokedSession] = []
    /// Events that were committed, sequenced or not.
    var committed = 0

    init(history: History, _ domain: Domain) {
        self.history = history
        entities = Array(repeating: Entity(), count: domain.entities.count)
        changes = Array(repeating: [], count: domain.entities.count)
        topics = Array(repeating: [], count: domain.topicCount)
    }

    var head: Int64 { Int64(events.count) }

    /// Gives a row its place in the history.
    mutating func append(_ row: OutboxRow, in domain: Domain) {
        let event = row.event
        let entry = LogEntry(
            seq: head + 1, identity: "\(event.source) \(event.id)", type: event.type,
            subject: event.subject, topics: event.topics, payload: event.rendered())
        events.append(entry)
        readings.append(
            Reading(
                entity: row.entity, type: event.type, id: event.id, version: event.version))
        if let entity = row.entity {
            changes[entity].append(entry.seq)
            for number in domain.entities[entity].topicNumbers { topics[number].append(entry.seq) }
        } else {
            for number in event.topics.compactMap(domain.number(of:)) {
                topics[number].append(entry.seq)
            }
        }
        if let session = AccountEvents.revokedSession(entry) { revocations[session] = entry.seq }
    }

    /// The event at `seq`, dropped or not.
    func event(at seq: Int64) -> LogEntry? {
        (1...max(1, head)).contains(seq) && head > 0 ? events[Int(seq) - 1] : nil
    }

    /// The seqs of the topic of this number after `seq`, dropped or not, ascending.
    func seqs(onTopic number: Int, after seq: Int64) -> ArraySlice<Int64> {
        topics[number][topics[number].count(upTo: seq)...]
    }
}

extension [Int64] {
    /// How many of these ascending numbers are not above `limit`.
    func count(upTo limit: Int64) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] > limit { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
