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
    /// Where the generations of new slots begin: above those of slots that were given back.
    private var firstGeneration: UInt32 = 0

    /// How many registrations there are.
    var count: Int { entries.count - free.count }

    mutating func insert(_ descriptor: Int32, _ interest: Interest, _ target: Target) -> Watch {
        let slot: UInt32
        if let reused = free.popLast() {
            slot = reused
        } else {
            slot = UInt32(entries.count)
            entries.append(Entry(generation: firstGeneration))
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

    /// The handlers of the registrations.
    var handlers: [any ReadinessHandler] {
        entries.compactMap { if case .handler(let handler, _) = $0.target { handler } else { nil } }
    }

    /// Gives back the slots behind the last one in use, when a crowd has left most of them empty.
    mutating func trim() {
        guard entries.count >= 1_024, count <= entries.count / 2 else { return }
        let used = (entries.lastIndex { $0.target != nil } ?? -1) + 1
        guard used <= entries.count / 2 else { return }
        firstGeneration = entries[used...].reduce(firstGeneration) { max($0, $1.generation) }
        entries = Array(entries[..<used])
        free = free.filter { $0 < used }
    }
}
