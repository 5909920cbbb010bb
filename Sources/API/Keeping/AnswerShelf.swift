import Events

/// Answers by their keys, bounded in number and in bytes.
///
/// It has two halves. What is put in goes to the young one; when that is full, the old one is
/// dropped and the young one takes its place. What is asked for while it is in the old half moves
/// to the young one, so what is in use stays. An answer larger than a half is not kept.
struct AnswerShelf {
    /// An answer, and when its reading began.
    struct Entry {
        let answer: KeptAnswer
        let time: Duration
    }

    private struct Half {
        private(set) var count = 0
        private(set) var bytes = 0
        /// By flight: a change of one, which every node hears of, is looked up once.
        private var flights: [UniqueID: [KeptAnswer.Key: Entry]] = [:]

        subscript(key: KeptAnswer.Key) -> Entry? { flights[key.flight]?[key] }

        mutating func insert(_ entry: Entry, under key: KeptAnswer.Key) {
            remove(key)
            flights[key.flight, default: [:]][key] = entry
            count += 1
            bytes += entry.answer.cost
        }

        mutating func remove(_ key: KeptAnswer.Key) {
            guard let entry = flights[key.flight]?.removeValue(forKey: key) else { return }
            if flights[key.flight]?.isEmpty == true { flights[key.flight] = nil }
            forget(entry)
        }

        mutating func removeAll(of flight: UniqueID) {
            // For every event of every flight, and most nodes are asked for none of them.
            guard count > 0 else { return }
            guard let entries = flights.removeValue(forKey: flight) else { return }
            for entry in entries.values { forget(entry) }
        }

        private mutating func forget(_ entry: Entry) {
            count -= 1
            bytes -= entry.answer.cost
        }
    }

    private let entryLimit: Int
    private let byteLimit: Int
    private var young = Half()
    private var old = Half()

    /// An empty shelf for so many answers and bytes.
    init(entryLimit: Int, byteLimit: Int) {
        self.entryLimit = entryLimit
        self.byteLimit = byteLimit
    }

    /// How many answers there are, and their bytes.
    var size: (entries: Int, bytes: Int) {
        (young.count + old.count, young.bytes + old.bytes)
    }

    /// The answer under a key, which from now on is in use.
    subscript(key: KeptAnswer.Key) -> Entry? {
        mutating get {
            if let entry = young[key] { return entry }
            guard let entry = old[key] else { return nil }
            old.remove(key)
            insert(entry, under: key)
            return entry
        }
    }

    /// Puts an answer in, in the place of an earlier one.
    mutating func insert(_ entry: Entry, under key: KeptAnswer.Key) {
        young.remove(key)
        old.remove(key)
        let cost = entry.answer.cost
        guard cost <= byteLimit / 2 else { return }
        if young.count >= entryLimit / 2 || young.bytes + cost > byteLimit / 2 {
            old = young
            young = Half()
        }
        young.insert(entry, under: key)
    }

    /// Drops every answer about a flight.
    mutating func removeAll(of flight: UniqueID) {
        young.removeAll(of: flight)
        old.removeAll(of: flight)
    }

    /// Drops every answer.
    mutating func removeAll() {
        young = Half()
        old = Half()
    }
}
