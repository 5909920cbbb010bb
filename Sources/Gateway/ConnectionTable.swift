import Hub

/// The connections of a loop, found by slot and generation.
struct ConnectionTable {
    private var slots: [Connection?] = []
    private var generations: [UInt32] = []
    private var free: [Int32] = []

    /// How many there are.
    var count: Int { slots.count - free.count }

    /// All of them.
    var all: [Connection] { slots.compactMap(\.self) }

    /// The connection named `id`, if it is still there.
    subscript(id: ConnectionID) -> Connection? {
        let slot = Int(id.slot)
        guard slot < slots.count, generations[slot] == id.generation else { return nil }
        return slots[slot]
    }

    /// Adds what `make` makes for a free name.
    mutating func insert(_ make: (ConnectionID) -> Connection) -> Connection {
        let slot = free.popLast() ?? grow()
        let connection = make(ConnectionID(slot: slot, generation: generations[Int(slot)]))
        slots[Int(slot)] = connection
        return connection
    }

    /// Forgets a connection; its name never stands for another.
    mutating func remove(_ id: ConnectionID) {
        guard self[id] != nil else { return }
        slots[Int(id.slot)] = nil
        generations[Int(id.slot)] &+= 1
        free.append(id.slot)
    }

    private mutating func grow() -> Int32 {
        slots.append(nil)
        generations.append(0)
        return Int32(slots.count - 1)
    }
}

extension ConnectionID {
    /// The name as the tag of a watch.
    var tag: UInt64 { UInt64(generation) << 32 | UInt64(UInt32(bitPattern: slot)) }

    /// The name in the tag of a watch.
    init(tag: UInt64) {
        self.init(
            slot: Int32(bitPattern: UInt32(truncatingIfNeeded: tag)),
            generation: UInt32(truncatingIfNeeded: tag >> 32))
    }
}
