import Hub
import Net

/// Which TLS handshakes of a loop are under way, and which wait for their turn.
///
/// One holds about 35 KiB from its first bytes to its end, and in a rush all would begin before
/// the first one ends. So only `limit` are under way at once. Those beyond wait in order; one
/// costs no more than its socket, and the time for its handshake goes on.
struct HandshakeQueue {
    private let limit: Int
    private let patience: Duration
    /// Those under way, and since when.
    private var places: [ConnectionID: MonotonicTime] = [:]
    private var waiting: Set<ConnectionID> = []
    /// In which order they came; with some who are gone by now, and are passed over.
    private var order: ArraySlice<ConnectionID> = []

    /// A queue with `limit` places; while somebody waits, a place is good for `patience`.
    init(limit: Int, patience: Duration) {
        self.limit = limit
        self.patience = patience
    }

    /// How many handshakes are under way.
    var count: Int { places.count }

    /// Whether a handshake may go on; if not, it waits until `next` names it.
    mutating func enter(_ id: ConnectionID, now: MonotonicTime) -> Bool {
        if places[id] != nil { return true }
        guard places.count < limit else {
            if waiting.insert(id).inserted { order.append(id) }
            return false
        }
        places[id] = now
        return true
    }

    /// Forgets a handshake that has ended, or does not wait any more.
    mutating func leave(_ id: ConnectionID) {
        places[id] = nil
        waiting.remove(id)
        if waiting.isEmpty { order = [] }
    }

    /// Gives a free place to who has waited longest; nil when there is no place, or nobody waits.
    mutating func next(now: MonotonicTime) -> ConnectionID? {
        while places.count < limit, let id = order.popFirst() {
            guard waiting.remove(id) != nil else { continue }
            places[id] = now
            return id
        }
        return nil
    }

    /// Those who must give up their places, since others wait and their patience is over.
    ///
    /// Peers that begin a handshake and fall silent could else keep everybody out.
    func overdue(now: MonotonicTime) -> [ConnectionID] {
        guard !waiting.isEmpty else { return [] }
        return places.filter { $0.value + patience <= now }.map(\.key)
    }
}
