import Events
import JSON

/// What a client holds of one topic, by nothing but the frames that it got.
struct TopicView {
    let topic: Topic
    /// Only events of these types; nil for all.
    let types: Set<String>?
    /// Where what is held begins: everything before it was replaced or is not there.
    private(set) var base: Cursor?
    /// The seq of the last event, or of `base`.
    private(set) var last: Int64 = 0
    /// The seqs of the events since `base`, in the order in which they came.
    private(set) var events: [Int64] = []
    /// The newest known of each entity, by subject.
    private(set) var entities: [String: Reading] = [:]
    /// Counts the times that the state had to be read by REST; an older answer is not wanted.
    private(set) var reloads = 0
    private(set) var isLoading = false

    init(_ topic: Topic, types: Set<String>? = nil) {
        self.topic = topic
        self.types = types
    }

    /// Forgets everything; what comes next follows `cursor`.
    mutating func startAgain(at cursor: Cursor) {
        base = cursor
        last = cursor.seq
        events = []
        entities = [:]
        isLoading = false
        reloads += 1
    }

    /// The state has to be read by REST; returns the number of the question.
    mutating func load() -> Int {
        isLoading = true
        reloads += 1
        return reloads
    }

    /// Takes a state read by REST: it may be newer than the last event.
    mutating func loaded(_ state: [UInt8], by question: Int) {
        guard question == reloads else { return }
        isLoading = false
        take(state)
    }

    /// Takes a snapshot in place of everything held.
    mutating func replace(with state: [UInt8], at cursor: Cursor) {
        startAgain(at: cursor)
        take(state)
    }

    /// Takes an event that follows `last`.
    mutating func take(_ event: Reading, at cursor: Cursor) {
        last = cursor.seq
        events.append(cursor.seq)
        keep(event)
    }

    private mutating func take(_ state: [UInt8]) {
        guard let members = (try? JSONValue.parse(state))?.asObject?.members else { return }
        for member in members {
            keep(
                Reading(
                    subject: member.name, type: "", id: member.value["event"]?.asString ?? "",
                    version: member.value["version"]?.asInteger ?? 0))
        }
    }

    /// A version that is known already changes nothing.
    private mutating func keep(_ reading: Reading) {
        guard reading.version > entities[reading.subject]?.version ?? 0 else { return }
        entities[reading.subject] = reading
    }
}

/// What a client reads in an event, or in a member of a snapshot.
struct Reading {
    let subject: String
    let type: String
    let id: String
    let version: Int64

    init(subject: String, type: String, id: String, version: Int64) {
        self.subject = subject
        self.type = type
        self.id = id
        self.version = version
    }

    /// Reads a CloudEvent; nil when it is none.
    init?(of event: [UInt8]) {
        guard let value = try? JSONValue.parse(event), let subject = value["subject"]?.asString,
            let type = value["type"]?.asString, let id = value["id"]?.asString,
            let version = value["sequence"]?.asString.flatMap({ Int64($0) })
        else { return nil }
        self.init(subject: subject, type: type, id: id, version: version)
    }
}
