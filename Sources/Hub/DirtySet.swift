import Events

/// What a connection whose socket is full has to be told of its state topics: of each entity the
/// newest event only, in ascending cursor.
///
/// A newer event takes the place of the entity's older one and moves to the end, so what waits is
/// bounded by the entities, and a client that leaves halfway holds everything up to the last
/// cursor that it got: of each entity that changed since, the newest event is still to come.
struct DirtySet {
    /// What one event replaces another of.
    private struct Key: Hashable {
        let subscription: Int32
        let entity: EntityName
        /// Events without a place in the order are apart by type too: none says what another does.
        let ephemeralType: String?

        /// Leaves the type out: an entity has few.
        func hash(into hasher: inout Hasher) {
            hasher.combine(subscription)
            hasher.combine(entity)
        }
    }

    private struct Entry {
        let key: Key
        /// Nil for an ephemeral event.
        let seq: Int64?
        let payload: [UInt8]
        /// How many events it stands for.
        let count: Int
        /// Since when something of this entity waits.
        let since: Duration
        /// Its place among all events that were put in, from 1.
        let number: Int

        /// With an allowance for what holds it.
        var size: Int { payload.count + key.entity.text.utf8.count + 128 }
    }

    /// A subscription with something in the set.
    private struct Standing {
        /// The topic's last event before those in the set: the `prev` of its next frame; nil while
        /// there are only ephemeral ones.
        var sent: Int64?
        var entries: Int
        var bytes: Int

        mutating func take(_ growth: Int, isNew: Bool, after previous: Int64?) {
            sent = sent ?? previous
            entries += isNew ? 1 : 0
            bytes += growth
        }
    }

    /// An entry on its way out.
    struct Taken {
        let subscription: Int32
        /// Nil for an ephemeral event.
        let seq: Int64?
        /// The cursor of the topic that this connection got before it.
        let previous: Int64?
        /// How many events it stands for.
        let count: Int
        let payload: [UInt8]
    }

    /// In the order in which they go; replaced ones are nil.
    private var entries: [Entry?] = []
    private var first = 0
    private var places: [Key: Int] = [:]
    private var standings: [Int32: Standing] = [:]
    /// The bytes that wait.
    private(set) var bytes = 0
    /// How many events were put in so far.
    private(set) var puts = 0

    var isEmpty: Bool { places.isEmpty }

    /// Takes in an event of a topic; says how long something of its entity has waited, and how many
    /// bytes wait now.
    mutating func put(
        _ event: HeldEvent, for subscription: Int32, now: Duration
    ) -> (time: Duration, bytes: Int) {
        let key = Key(subscription: subscription, entity: event.entity, ephemeralType: nil)
        let time = put(key, seq: event.seq, event.payload, after: event.previous, now: now)
        return (time, bytes)
    }

    /// Takes in an event without a place in the order.
    mutating func putEphemeral(
        _ event: [UInt8], of entity: EntityName, type: String, for subscription: Int32,
        now: Duration
    ) {
        let key = Key(subscription: subscription, entity: entity, ephemeralType: type)
        _ = put(key, seq: nil, event, after: nil, now: now)
    }

    private mutating func put(
        _ key: Key, seq: Int64?, _ payload: [UInt8], after previous: Int64?, now: Duration
    ) -> Duration {
        let place = places.updateValue(entries.count, forKey: key)
        let replaced = place.flatMap { entries[$0] }
        puts += 1
        let entry = Entry(
            key: key, seq: seq, payload: payload, count: 1 + (replaced?.count ?? 0),
            since: replaced?.since ?? now, number: puts)
        if let place { entries[place] = nil }
        entries.append(entry)
        let growth = entry.size - (replaced?.size ?? 0)
        bytes += growth
        standings[key.subscription, default: Standing(sent: previous, entries: 0, bytes: 0)]
            .take(growth, isNew: replaced == nil, after: previous)
        compact()
        return now - entry.since
    }

    /// Takes the entry that goes next.
    mutating func take() -> Taken? {
        guard let place = nextPlace(), let entry = entries[place] else { return nil }
        let number = entry.key.subscription
        let previous = standings[number]?.sent
        if let seq = entry.seq { standings[number]?.sent = seq }
        _ = remove(entry.key)
        release(number)
        compact()
        return Taken(
            subscription: number, seq: entry.seq, previous: previous, count: entry.count,
            payload: entry.payload)
    }

    /// Whether nothing waits any more of the first `puts` events: each has gone, or a newer one of
    /// its entity has taken its place.
    mutating func holdsNothing(of puts: Int) -> Bool {
        guard let place = nextPlace(), let entry = entries[place] else { return true }
        return entry.number > puts
    }

    private mutating func nextPlace() -> Int? {
        while first < entries.count, entries[first] == nil { first += 1 }
        return first < entries.count ? first : nil
    }

    /// Forgets everything of a subscription.
    mutating func drop(_ subscription: Int32) {
        guard standings[subscription] != nil else { return }
        for entry in entries[first...] where entry?.key.subscription == subscription {
            if let key = entry?.key { _ = remove(key) }
        }
        release(subscription)
        compact()
    }

    /// The subscription with the most bytes.
    var largest: Int32? {
        standings.max { ($0.value.bytes, $1.key) < ($1.value.bytes, $0.key) }?.key
    }

    private mutating func remove(_ key: Key) -> Entry? {
        guard let place = places.removeValue(forKey: key), let entry = entries[place] else {
            return nil
        }
        entries[place] = nil
        bytes -= entry.size
        standings[key.subscription]?.entries -= 1
        standings[key.subscription]?.bytes -= entry.size
        return entry
    }

    private mutating func release(_ subscription: Int32) {
        if standings[subscription]?.entries == 0 { standings[subscription] = nil }
    }

    /// Closes the holes once they are most of the list.
    private mutating func compact() {
        guard entries.count > 32, entries.count > 2 * places.count else { return }
        entries = entries[first...].filter { $0 != nil }
        first = 0
        for (place, entry) in entries.enumerated() {
            if let entry { places[entry.key] = place }
        }
    }
}

#if PLANTED_MISTAKES
    extension DirtySet {
        /// Puts what waits in the order of its entities.
        mutating func orderByKey() {
            entries = entries[first...].compactMap { $0 }.sorted {
                ($0.key.subscription, $0.key.entity.text)
                    < ($1.key.subscription, $1.key.entity.text)
            }
            first = 0
            for (place, entry) in entries.enumerated() {
                if let entry { places[entry.key] = place }
            }
        }
    }
#endif
