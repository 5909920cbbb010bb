import Accounts
import Events
import JSON

/// What a client holds of one topic, by nothing but the frames that it got.
final class TopicView {
    let topic: Topic
    /// The topic's number in the domain.
    let number: Int
    /// The topic as it is written.
    let name: String
    /// Only events of these types; nil for all.
    let types: Set<String>?
    /// Where what is held begins: everything before it was replaced or is not there.
    private(set) var base: Cursor?
    /// The seq of the last event, or of `base`.
    private(set) var last: Int64 = 0
    /// The seqs of the events since `base`, in the order in which they came.
    private(set) var events: [Int64] = []
    /// The newest known of each entity, by its number.
    private(set) var entities: [Reading?]
    /// Counts the times that the state had to be read by REST; an older answer is not wanted.
    private(set) var reloads = 0
    private(set) var isLoading = false
    /// Entities that had changed twice before a connection ended that conflated them: what was sent
    /// went beyond the first change, and the second one, at this seq, comes on a connection after it.
    private(set) var owed: [Int: Int64] = [:]

    /// Whether only those who have a right to it may follow the topic.
    let needsRights: Bool
    private let states: RecentStates

    /// Holds nothing yet of a topic that some entity is published on.
    init(_ topic: Topic, types: Set<String>? = nil, read states: RecentStates) {
        self.states = states
        guard let number = states.domain.number(of: topic) else {
            preconditionFailure("nothing is published on \(topic)")
        }
        self.number = number
        entities = states.nothing
        needsRights = Rights.decide(nil, topic) == .denied
        self.topic = topic
        name = topic.description
        self.types = types
    }

    /// Forgets everything; what comes next follows `cursor`.
    func startAgain(at cursor: Cursor) {
        base = cursor
        last = cursor.seq
        events.removeAll(keepingCapacity: true)
        entities = states.nothing
        isLoading = false
        owed.removeAll()
        reloads += 1
    }

    /// The connection has ended before this entity was sent once more, as it is at `seq`.
    func owes(_ entity: Int, at seq: Int64) { owed[entity] = seq }

    /// The state has to be read by REST; returns the number of the question.
    func load() -> Int {
        isLoading = true
        reloads += 1
        return reloads
    }

    /// Takes a state read by REST: it may be newer than the last event.
    func loaded(_ state: [UInt8], by question: Int) {
        guard question == reloads else { return }
        isLoading = false
        take(state)
    }

    /// Takes a snapshot in place of everything held.
    func replace(with state: [UInt8], at cursor: Cursor) {
        startAgain(at: cursor)
        take(state)
    }

    /// Takes an event that follows `last`.
    func take(_ event: Reading, at cursor: Cursor) {
        last = cursor.seq
        events.append(cursor.seq)
        keep(event)
    }

    private func take(_ state: [UInt8]) {
        for reading in states.readings(in: state) { keep(reading) }
    }

    /// A version that is known already changes nothing.
    private func keep(_ reading: Reading) {
        guard let entity = reading.entity,
            reading.version > (entities[entity]?.version ?? 0)
        else { return }
        entities[entity] = reading
        if !owed.isEmpty { owed[entity] = nil }
    }
}

/// What a client reads in an event, or in a member of a snapshot; shared by all who read the same.
final class Reading {
    /// The entity that it is about; nil for what is none.
    let entity: Int?
    let type: String
    /// The event; nil for what is no id of an event.
    let id: UniqueID?
    let version: Int64

    init(entity: Int?, type: String, id: UniqueID?, version: Int64) {
        self.entity = entity
        self.type = type
        self.id = id
        self.version = version
    }

    /// Reads a CloudEvent; nil when it is none.
    convenience init?(of event: [UInt8], in domain: Domain) {
        guard let value = try? JSONValue.parse(event), let subject = value["subject"]?.asString,
            let type = value["type"]?.asString, let id = value["id"]?.asString,
            let version = value["sequence"]?.asString.flatMap({ Int64($0) })
        else { return nil }
        self.init(
            entity: domain.entity(subject), type: type, id: UniqueID(id), version: version)
    }
}
