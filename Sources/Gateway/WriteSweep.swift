import Hub
import Net

/// One round over connections that have something to send, begun in one turn and ended in this or
/// a later one.
struct WriteSweep {
    /// When the first event that it sends was taken off the log; nil when there is none.
    let fanOutBegan: MonotonicTime?
    private let connections: [ConnectionID]
    private var position = 0

    /// A round over these, in their order.
    init(over connections: [ConnectionID] = [], fanOutBegan: MonotonicTime? = nil) {
        self.connections = connections
        self.fanOutBegan = fanOutBegan
    }

    /// Whether everybody has been looked at.
    var isOver: Bool { position == connections.count }

    /// The next at most `count` of them.
    mutating func take(_ count: Int) -> ArraySlice<ConnectionID> {
        let part = connections[position...].prefix(count)
        position = part.endIndex
        return part
    }
}
