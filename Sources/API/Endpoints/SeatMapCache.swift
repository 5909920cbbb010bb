import Booking
import Events
import Synchronization

/// Whole seat maps as JSON, kept for as long as their version is the flight's.
///
/// Bounded: when full, the map that was put in first makes room.
final class SeatMapCache: Sendable {
    private struct Entry {
        let version: Int64
        let body: [UInt8]
    }

    private struct State {
        var entries: [UniqueID: Entry] = [:]
        var order: [UniqueID] = []
    }

    private let capacity: Int
    private let state = Mutex(State())

    /// A map is about 25 KB, so 256 of them are about 6 MB.
    init(capacity: Int = 256) {
        self.capacity = capacity
    }

    /// The map of `flight` at this version.
    func body(of flight: UniqueID, version: Int64) -> [UInt8]? {
        state.withLock { state in
            guard let entry = state.entries[flight], entry.version == version else { return nil }
            return entry.body
        }
    }

    /// Keeps a map, unless a newer one is there.
    func insert(_ body: [UInt8], of flight: UniqueID, version: Int64) {
        state.withLock { state in
            if let entry = state.entries[flight] {
                guard entry.version < version else { return }
            } else {
                state.order.append(flight)
                if state.order.count > capacity {
                    state.entries[state.order.removeFirst()] = nil
                }
            }
            state.entries[flight] = Entry(version: version, body: body)
        }
    }
}
