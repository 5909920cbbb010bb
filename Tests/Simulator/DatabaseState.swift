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
    struct OutboxRow {
        let transaction: Int
        let id: Int
        let event: NewEvent
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
    var events: [LogEntry] = []
    /// Partitions up to here are dropped: reads find nothing at or below it.
    var droppedThrough: Int64 = 0
    /// The seqs of each topic, ascending.
    private(set) var topics: [Topic: [Int64]] = [:]
    /// The seqs of each entity's events, ascending: the one with index n brought version n + 1.
    private(set) var changes: [String: [Int64]] = [:]
    var entities: [Entity]
    /// Where in the history sessions ended.
    private(set) var revocations: [UniqueID: Int64] = [:]
    /// Sessions that were revoked.
    var revoked: [RevokedSession] = []
    /// Events that were committed, sequenced or not.
    var committed = 0

    var head: Int64 { Int64(events.count) }

    mutating func append(_ event: NewEvent) {
        let entry = LogEntry(
            seq: head + 1, identity: "\(event.source) \(event.id)", type: event.type,
            subject: event.subject, topics: event.topics, payload: event.rendered())
        events.append(entry)
        for topic in event.topics { topics[topic, default: []].append(entry.seq) }
        changes[event.subject, default: []].append(entry.seq)
        if let session = AccountEvents.revokedSession(entry) { revocations[session] = entry.seq }
    }

    /// The event at `seq`, dropped or not.
    func event(at seq: Int64) -> LogEntry? {
        (1...max(1, head)).contains(seq) && head > 0 ? events[Int(seq) - 1] : nil
    }

    /// The seqs of `topic` after `seq`, dropped or not, ascending.
    func seqs(on topic: Topic, after seq: Int64) -> ArraySlice<Int64> {
        let all = topics[topic] ?? []
        return all[all.count(upTo: seq)...]
    }

    /// The version that `subject` has once everything up to `seq` has happened.
    func version(of subject: String, at seq: Int64) -> Int64 {
        Int64(changes[subject]?.count(upTo: seq) ?? 0)
    }
}

extension [Int64] {
    /// How many of these ascending numbers are not above `limit`.
    fileprivate func count(upTo limit: Int64) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] > limit { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
