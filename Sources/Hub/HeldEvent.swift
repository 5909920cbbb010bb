import Events

/// An event of a state topic for those who cannot take it now; what all of them keep of it is made
/// once.
struct HeldEvent {
    let seq: Int64
    /// The topic's event before it.
    let previous: Int64
    /// What it is about: a newer event of the same entity takes its place.
    let entity: EntityName
    let payload: [UInt8]

    init(_ entry: LogEntry, after previous: Int64) {
        seq = entry.seq
        self.previous = previous
        entity = EntityName(entry.subject)
        payload = Array(entry.payload)
    }
}

/// What an event is about, hashed once however many connections wait for it.
struct EntityName: Hashable {
    let text: String
    private let hash: Int

    init(_ text: String) {
        self.text = text
        hash = text.hashValue
    }

    static func == (one: EntityName, other: EntityName) -> Bool {
        one.hash == other.hash && one.text == other.text
    }

    func hash(into hasher: inout Hasher) { hasher.combine(hash) }
}
