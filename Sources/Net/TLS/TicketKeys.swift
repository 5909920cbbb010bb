/// The keys that seal session tickets, so that the server keeps no sessions (RFC 5077).
///
/// A new one is taken once the newest has served its time; the ones before it still open what they
/// sealed, for as long as such a ticket may be used.
struct TicketKeys {
    /// A key and the name by which a ticket says that it was sealed with it.
    struct Key {
        let name: [UInt8]
        let cipher: [UInt8]
        let mac: [UInt8]
        let birth: MonotonicTime

        /// A key of 80 random bytes.
        init(random: [UInt8], birth: MonotonicTime) {
            precondition(random.count == 80, "name, cipher key and authentication key")
            name = Array(random[..<16])
            cipher = Array(random[16..<48])
            mac = Array(random[48...])
            self.birth = birth
        }
    }

    /// The newest first.
    private var keys: [Key] = []
    private let rotation: Duration
    private let lifetime: Duration

    /// No keys yet; each seals for `rotation`, and opens tickets of at most `lifetime` after it.
    init(rotation: Duration, lifetime: Duration) {
        self.rotation = rotation
        self.lifetime = lifetime
    }

    /// The key to seal with now.
    mutating func sealing(now: MonotonicTime, random: () -> [UInt8]) -> Key {
        if let key = keys.first, now < key.birth + rotation { return key }
        let key = Key(random: random(), birth: now)
        forget(now)
        keys.insert(key, at: 0)
        return key
    }

    /// The key that a ticket was sealed with, unless its time is over.
    ///
    /// A ticket of another key than the newest should be replaced.
    mutating func opening(
        name: [UInt8], now: MonotonicTime
    ) -> (key: Key, isNewest: Bool)? {
        forget(now)
        guard let place = keys.firstIndex(where: { $0.name == name }) else { return nil }
        return (keys[place], place == 0)
    }

    private mutating func forget(_ now: MonotonicTime) {
        keys.removeAll { now >= $0.birth + rotation + lifetime }
    }
}
