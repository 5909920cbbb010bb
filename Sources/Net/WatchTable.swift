/// A loop's registrations, addressed by slot and generation.
struct WatchTable {
    /// Who is told.
    enum Target {
        case handler(any ReadinessHandler, tag: UInt64)
        case callback((Readiness) -> Void)
    }

    struct Entry {
        var target: Target?
        var interest: Interest = []
        var descriptor: Int32 = -1
        var generation: UInt32
    }

    private var entries: [Entry] = []
    private var free: [UInt32] = []

    /// How many registrations there are.
    var count: Int { entries.count - free.count }

    mutating func insert(_ descriptor: Int32, _ interest: Interest, _ target: Target) -> Watch {
        let slot: UInt32
        if let reused = free.popLast() {
            slot = reused
        } else {
            slot = UInt32(entries.count)
            entries.append(Entry(generation: 0))
        }
        entries[Int(slot)].descriptor = descriptor
        entries[Int(slot)].interest = interest
        entries[Int(slot)].target = target
        return Watch(slot: slot, generation: entries[Int(slot)].generation)
    }

    /// The registration, unless it has ended.
    subscript(watch: Watch) -> Entry? {
        guard Int(watch.slot) < entries.count else { return nil }
        let entry = entries[Int(watch.slot)]
        return entry.generation == watch.generation && entry.target != nil ? entry : nil
    }

    mutating func setInterest(_ watch: Watch, _ interest: Interest) {
        entries[Int(watch.slot)].interest = interest
    }

    /// Ends the registration; its events that the kernel has already reported become stale.
    mutating func remove(_ watch: Watch) -> Entry? {
        guard let entry = self[watch] else { return nil }
        entries[Int(watch.slot)] = Entry(generation: watch.generation &+ 1)
        free.append(watch.slot)
        return entry
    }
}
