import Hub

/// The connections of a loop, found by slot and generation.
struct ConnectionTable {
    private var slots: [Connection?] = []
    private var generations: [UInt32] = []
    private var free: [Int32] = []
    /// Where the generations of new slots begin: above those of slots that were given back.
    private var firstGeneration: UInt32 = 0

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
        generations.append(firstGeneration)
        return Int32(slots.count - 1)
    }

    /// Gives back the slots behind the last one in use, when a crowd has left most of them empty.
    mutating func trim() {
        guard slots.count >= 1_024, count <= slots.count / 2 else { return }
        let used = (slots.lastIndex { $0 != nil } ?? -1) + 1
        guard used <= slots.count / 2 else { return }
        firstGeneration = generations[used...].reduce(firstGeneration, max)
        slots = Array(slots[..<used])
        generations = Array(generations[..<used])
        free = free.filter { $0 < used }
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
