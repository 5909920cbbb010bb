/// Subscriptions that wait for something to be read, by what it is; the first to wait goes first.
///
/// All that wait for the same thing when its read begins share the read. Who comes while it is on
/// its way waits for the next one, which begins once the first is back: so nobody gets what was
/// read before it asked, and however many come, each thing is read once at a time.
/// Bounded by the subscriptions: each waits once.
struct ReadQueue<Key: Hashable> {
    private var takers: [Key: Set<Int32>] = [:]
    /// Keys in their turn; some may wait no more.
    private var order: [Key] = []
    private var first = 0
    /// What is being read.
    private var underway: Set<Key> = []

    /// Whether nothing waits: an answer that is not exact, yes only if so.
    var isEmpty: Bool { order.isEmpty }

    /// Lets a subscription wait.
    mutating func add(_ taker: Int32, for key: Key) {
        if takers[key, default: []].isEmpty && !underway.contains(key) { enqueue(key) }
        takers[key, default: []].insert(taker)
    }

    /// Lets it wait no more.
    mutating func remove(_ taker: Int32, for key: Key) {
        takers[key]?.remove(taker)
        if takers[key]?.isEmpty == true { takers[key] = nil }
    }

    /// Begins the read whose turn it is, for these subscriptions; nil when none waits.
    mutating func begin() -> (key: Key, takers: [Int32])? {
        while first < order.count {
            let key = order[first]
            first += 1
            guard !underway.contains(key), let waiting = takers.removeValue(forKey: key) else {
                continue
            }
            underway.insert(key)
            return (key, waiting.sorted())
        }
        order.removeAll()
        first = 0
        return nil
    }

    /// A read is back, with or without success.
    mutating func end(_ key: Key) {
        underway.remove(key)
        if takers[key] != nil { enqueue(key) }
    }

    private mutating func enqueue(_ key: Key) {
        order.append(key)
        guard order.count > 64, order.count > 2 * takers.count else { return }
        // Those that wait no more, and the second places of those that came back.
        var seen: Set<Key> = []
        order = order[first...].filter {
            (takers[$0] != nil || $0 == key) && seen.insert($0).inserted
        }
        first = 0
    }
}

#if PLANTED_MISTAKES
    extension ReadQueue {
        /// Takes out those who came while the read was on its way.
        mutating func takeLateJoiners(for key: Key) -> [Int32] {
            takers.removeValue(forKey: key)?.sorted() ?? []
        }
    }
#endif
