import Glibc

/// The last distinct byte strings, each in a slot: a broadcast brings the same bytes to one client
/// after another, and what was made of them once is kept by slot.
///
/// It holds `capacity` of them at most: the oldest makes room.
package struct RecentBytes: Sendable {
    /// A ring: the newest is at `newest`, the oldest behind it.
    private var kept: [[UInt8]] = []
    private var newest = -1
    /// Where the last ones were found.
    private var hit = 0
    private let capacity: Int

    /// Holds nothing yet.
    package init(capacity: Int) {
        precondition(capacity > 0, "there is room for something")
        self.capacity = capacity
    }

    /// The slot of `bytes`; nil when they are unknown.
    package mutating func slot(of bytes: [UInt8]) -> Int? {
        bytes.withUnsafeBytes { slot(of: $0, isWhole: true) }
    }

    /// The slot and the count of those that stand in `bytes` at `position`; nil when none do.
    package mutating func slot(
        in bytes: borrowing Span<UInt8>, at position: Int
    ) -> (slot: Int, count: Int)? {
        bytes.withUnsafeBytes { buffer in
            slot(of: UnsafeRawBufferPointer(rebasing: buffer[position...]), isWhole: false)
                .map { ($0, kept[$0].count) }
        }
    }

    /// Keeps bytes that are unknown, and returns their slot, which may have been that of others.
    package mutating func keep(_ bytes: [UInt8]) -> Int {
        newest = newest + 1 == capacity ? 0 : newest + 1
        if newest == kept.count { kept.append(bytes) } else { kept[newest] = bytes }
        hit = newest
        return newest
    }

    /// Looks where the next client of a broadcast finds its bytes: behind those before, as clients
    /// read several messages at once; then backwards, to where those began.
    private mutating func slot(of bytes: UnsafeRawBufferPointer, isWhole: Bool) -> Int? {
        guard !kept.isEmpty, let start = bytes.baseAddress else { return nil }
        var slot = hit + 1 == kept.count ? 0 : hit + 1
        for _ in kept.indices {
            let count = kept[slot].count
            if isWhole ? count == bytes.count : count <= bytes.count,
                memcmp(kept[slot], start, count) == 0
            {
                hit = slot
                return slot
            }
            slot = slot == 0 ? kept.count - 1 : slot - 1
        }
        return nil
    }
}
