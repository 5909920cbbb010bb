/// Pending callbacks in three wheels of 256 slots: inserting and cancelling take constant time.
///
/// A timer waits in the wheel whose slots are as coarse as its distance (2 ms, 0.5 s, 131 s) and
/// moves to a finer one when its slot is reached (Varghese and Lauck, scheme 7). One that is
/// further away than 9 hours waits in the last slot and is sorted in again there.
struct TimerWheel {
    private struct Node {
        var callback: (() -> Void)?
        var tick: UInt64 = 0
        var generation: UInt32 = 0
        var list: Int32 = -1
        var next: Int32 = -1
        var previous: Int32 = -1
    }

    /// How fine time is cut, in nanoseconds.
    static let resolution: UInt64 = 2_000_000
    private static let levels = 3
    private static let none: Int32 = -1

    private var nodes: [Node] = []
    private var free: Int32 = Self.none
    private var heads = [Int32](repeating: Self.none, count: 256 * Self.levels)
    private var tails = [Int32](repeating: Self.none, count: 256 * Self.levels)
    /// One bit a slot that holds timers.
    private var occupied = [UInt64](repeating: 0, count: 4 * Self.levels)
    /// Everything up to this tick has been expired.
    private var current: UInt64

    /// How many timers are pending.
    private(set) var count = 0

    init(now: MonotonicTime) {
        current = now.nanoseconds / Self.resolution
    }

    /// Adds a callback that is due at `deadline`, never before it.
    mutating func insert(at deadline: MonotonicTime, _ callback: @escaping () -> Void) -> Timer {
        let index: Int32
        if free != Self.none {
            index = free
            free = nodes[Int(index)].next
        } else {
            index = Int32(nodes.count)
            nodes.append(Node())
        }
        let rounded = deadline.nanoseconds.addingReportingOverflow(Self.resolution - 1)
        let tick = (rounded.overflow ? .max : rounded.partialValue) / Self.resolution
        nodes[Int(index)].callback = callback
        nodes[Int(index)].tick = max(tick, current + 1)
        link(index)
        count += 1
        return Timer(slot: UInt32(index), generation: nodes[Int(index)].generation)
    }

    /// Ends a timer and returns its callback, unless it has ended before.
    mutating func remove(_ timer: Timer) -> (() -> Void)? {
        let index = Int(timer.slot)
        guard index < nodes.count, nodes[index].generation == timer.generation,
            let callback = nodes[index].callback
        else { return nil }
        if nodes[index].list != Self.none { unlink(Int32(index)) }
        nodes[index].callback = nil
        nodes[index].generation &+= 1
        nodes[index].next = free
        free = Int32(index)
        count -= 1
        return callback
    }

    /// Moves time on and appends the timers that are due, in the order of their deadlines.
    ///
    /// They stay pending until `remove`, so that a callback may still cancel the next one.
    mutating func advance(to now: MonotonicTime, due: inout [Timer]) {
        let target = now.nanoseconds / Self.resolution
        while let next = nextTick(), next <= target {
            current = next
            if next & 0xFFFF == 0 { cascade(512 + Int(next >> 16 & 0xFF)) }
            if next & 0xFF == 0 { cascade(256 + Int(next >> 8 & 0xFF)) }
            expire(Int(next & 0xFF), into: &due)
        }
        current = max(current, target)
    }

    /// When `advance` should be called next; nil when nothing is pending.
    var nextDeadline: MonotonicTime? {
        nextTick().map { MonotonicTime(nanoseconds: $0 * Self.resolution) }
    }

    /// The first tick after `current` at which a slot has to be looked at.
    private func nextTick() -> UInt64? {
        guard count > 0 else { return nil }
        var first: UInt64?
        for level in 0..<Self.levels {
            let shift = UInt64(level * 8)
            let position = current >> shift
            guard let distance = distance(in: level, from: Int(position & 0xFF)) else { continue }
            let tick = (position + UInt64(distance)) << shift
            first = min(first ?? tick, tick)
        }
        return first
    }

    /// How many slots, 1 to 256, lie between `slot` and the next occupied one of the wheel.
    private func distance(in level: Int, from slot: Int) -> Int? {
        let words = level * 4
        let start = (slot + 1) & 0xFF
        for step in 0...4 {
            let word = (start / 64 + step) & 3
            var bits = occupied[words + word]
            if step == 0 { bits &= .max << UInt64(start & 63) }
            if step == 4 { bits &= ~(.max << UInt64(start & 63)) }
            guard bits != 0 else { continue }
            return ((word * 64 + bits.trailingZeroBitCount - start) & 0xFF) + 1
        }
        return nil
    }

    private mutating func cascade(_ list: Int) {
        var index = heads[list]
        heads[list] = Self.none
        tails[list] = Self.none
        occupied[list / 64] &= ~(1 << UInt64(list & 63))
        while index != Self.none {
            let next = nodes[Int(index)].next
            link(index)
            index = next
        }
    }

    private mutating func expire(_ list: Int, into due: inout [Timer]) {
        while heads[list] != Self.none {
            let index = heads[list]
            unlink(index)
            due.append(Timer(slot: UInt32(index), generation: nodes[Int(index)].generation))
        }
    }

    private mutating func link(_ index: Int32) {
        let tick = nodes[Int(index)].tick
        let distance = tick - current
        let list: Int
        switch distance {
        case 0..<0x100: list = Int(tick & 0xFF)
        case 0x100..<0x1_0000: list = 256 + Int(tick >> 8 & 0xFF)
        case 0x1_0000..<0x100_0000: list = 512 + Int(tick >> 16 & 0xFF)
        default: list = 512 + Int((current + 0xFF_FFFF) >> 16 & 0xFF)
        }
        let tail = tails[list]
        nodes[Int(index)].list = Int32(list)
        nodes[Int(index)].next = Self.none
        nodes[Int(index)].previous = tail
        if tail == Self.none { heads[list] = index } else { nodes[Int(tail)].next = index }
        tails[list] = index
        occupied[list / 64] |= 1 << UInt64(list & 63)
    }

    private mutating func unlink(_ index: Int32) {
        let node = nodes[Int(index)]
        let list = Int(node.list)
        if node.previous == Self.none {
            heads[list] = node.next
        } else {
            nodes[Int(node.previous)].next = node.next
        }
        if node.next == Self.none {
            tails[list] = node.previous
        } else {
            nodes[Int(node.next)].previous = node.previous
        }
        if heads[list] == Self.none { occupied[list / 64] &= ~(1 << UInt64(list & 63)) }
        nodes[Int(index)].list = Self.none
    }
}
