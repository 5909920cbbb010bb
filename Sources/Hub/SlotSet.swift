/// A set of slots of connections: a table of flags, which a broadcast can ask for each receiver.
struct SlotSet {
    private var flags: [Bool] = []
    /// How many slots are in it.
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    func contains(_ slot: Int32) -> Bool {
        let slot = Int(slot)
        return slot < flags.count && flags[slot]
    }

    mutating func insert(_ slot: Int32) {
        let slot = Int(slot)
        while flags.count <= slot { flags.append(false) }
        if !flags[slot] { count += 1 }
        flags[slot] = true
    }

    mutating func remove(_ slot: Int32) {
        guard contains(slot) else { return }
        flags[Int(slot)] = false
        count -= 1
    }
}
