import Synchronization

/// Bodies that were compressed once, for all loops; bounded in bytes.
final class KeptBodies: Sendable {
    /// What a body is of: a strong tag means the same bytes.
    struct Key: Hashable {
        let path: String
        let query: String
        let tag: String
    }

    private struct State {
        var bodies: [Key: [UInt8]] = [:]
        var bytes = 0
    }

    private let limit: Int
    private let state = Mutex(State())

    /// Nothing, and never more than `limit` bytes.
    init(limit: Int) { self.limit = limit }

    /// A body; what goes over the limit takes the place of all others.
    subscript(key: Key) -> [UInt8]? {
        get { state.withLock { $0.bodies[key] } }
        set { state.withLock { Self.set(&$0, key, newValue, limit) } }
    }

    private static func set(
        _ state: inout State, _ key: Key, _ body: [UInt8]?, _ limit: Int
    ) {
        if let old = state.bodies.removeValue(forKey: key) { state.bytes -= cost(key, old) }
        guard let body, cost(key, body) <= limit else { return }
        if state.bytes + cost(key, body) > limit { state = State() }
        state.bodies[key] = body
        state.bytes += cost(key, body)
    }

    /// The bytes of the body and of its names, and the dictionary's own.
    private static func cost(_ key: Key, _ body: [UInt8]) -> Int {
        body.count + key.path.utf8.count + key.query.utf8.count + key.tag.utf8.count + 128
    }
}
