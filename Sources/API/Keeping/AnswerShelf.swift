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
        var entries: [KeptAnswer.Key: Entry] = [:]
        var bytes = 0

        mutating func insert(_ entry: Entry, under key: KeptAnswer.Key) {
            remove(key)
            entries[key] = entry
            bytes += entry.answer.cost
        }

        mutating func remove(_ key: KeptAnswer.Key) {
            guard let entry = entries.removeValue(forKey: key) else { return }
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
        (young.entries.count + old.entries.count, young.bytes + old.bytes)
    }

    /// The answer under a key, which from now on is in use.
    subscript(key: KeptAnswer.Key) -> Entry? {
        mutating get {
            if let entry = young.entries[key] { return entry }
            guard let entry = old.entries[key] else { return nil }
            old.remove(key)
            insert(entry, under: key)
            return entry
        }
    }

    /// Puts an answer in, in the place of an earlier one.
    mutating func insert(_ entry: Entry, under key: KeptAnswer.Key) {
        remove(key)
        let cost = entry.answer.cost
        guard cost <= byteLimit / 2 else { return }
        if young.entries.count >= entryLimit / 2 || young.bytes + cost > byteLimit / 2 {
            old = young
            young = Half()
        }
        young.insert(entry, under: key)
    }

    /// Drops the answer under a key.
    mutating func remove(_ key: KeptAnswer.Key) {
        young.remove(key)
        old.remove(key)
    }

    /// Drops every answer.
    mutating func removeAll() {
        young = Half()
        old = Half()
    }
}
