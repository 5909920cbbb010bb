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
    /// The hashes of what is kept.
    private var hashes: [UInt64] = []
    /// Where to look for those that do not follow the last ones: the newest of those whose hashes end
    /// alike, by that end; -1 where there is none.
    private var newestOfPlace: [Int32]
    /// For each slot the next older one of the same place; -1 behind the oldest.
    private var olderOfPlace: [Int32] = []
    private let capacity: Int

    /// Holds nothing yet.
    package init(capacity: Int) {
        precondition(capacity > 0, "there is room for something")
        self.capacity = capacity
        var places = 16
        while places < 2 * capacity { places *= 2 }
        newestOfPlace = Array(repeating: -1, count: places)
    }

    /// The slot of `bytes`; nil when they are unknown.
    package mutating func slot(of bytes: [UInt8]) -> Int? {
        bytes.withUnsafeBytes { slot(of: $0) }
    }

    /// The slot of the `count` bytes at `position`; nil when they are unknown.
    package mutating func slot(
        in bytes: borrowing Span<UInt8>, at position: Int, count: Int
    ) -> Int? {
        bytes.withUnsafeBytes { buffer in
            guard position + count <= buffer.count else { return nil }
            return slot(of: UnsafeRawBufferPointer(rebasing: buffer[position..<position + count]))
        }
    }

    /// Keeps bytes that are unknown, and returns their slot, which may have been that of others.
    package mutating func keep(_ bytes: [UInt8]) -> Int {
        newest = newest + 1 == capacity ? 0 : newest + 1
        let hash = bytes.withUnsafeBytes { Self.hash($0) }
        if newest == kept.count {
            kept.append(bytes)
            hashes.append(hash)
            olderOfPlace.append(-1)
        } else {
            forget(newest)
            kept[newest] = bytes
            hashes[newest] = hash
        }
        let place = place(of: hash)
        olderOfPlace[newest] = newestOfPlace[place]
        newestOfPlace[place] = Int32(newest)
        hit = newest
        return newest
    }

    /// Takes the oldest of all, and so of its place, out of that.
    private mutating func forget(_ slot: Int) {
        let place = place(of: hashes[slot])
        var last = Int(newestOfPlace[place])
        guard last != slot else { return newestOfPlace[place] = -1 }
        while olderOfPlace[last] != slot { last = Int(olderOfPlace[last]) }
        olderOfPlace[last] = -1
    }

    private func place(of hash: UInt64) -> Int {
        Int(truncatingIfNeeded: hash) & (newestOfPlace.count - 1)
    }

    /// Looks first where the next client of a broadcast finds its bytes: behind those before, as
    /// clients read several messages at once.
    private mutating func slot(of bytes: UnsafeRawBufferPointer) -> Int? {
        guard !kept.isEmpty else { return nil }
        let next = hit + 1 == kept.count ? 0 : hit + 1
        if holds(bytes, at: next) {
            hit = next
        } else {
            let hash = Self.hash(bytes)
            var slot = Int(newestOfPlace[place(of: hash)])
            while slot >= 0, hashes[slot] != hash || !holds(bytes, at: slot) {
                slot = Int(olderOfPlace[slot])
            }
            guard slot >= 0 else { return nil }
            hit = slot
        }
        return hit
    }

    private func holds(_ bytes: UnsafeRawBufferPointer, at slot: Int) -> Bool {
        let count = kept[slot].count
        guard count == bytes.count, let start = bytes.baseAddress else { return count == 0 }
        return memcmp(kept[slot], start, count) == 0
    }

    /// Mixes the length, the first 192 bytes, where messages of one kind differ, and the last 8.
    private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var hash = UInt64(bytes.count)
        func mix(_ word: UInt64) {
            hash = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash >> 29
        }
        guard bytes.count >= 8 else {
            for byte in bytes { mix(UInt64(byte)) }
            return hash
        }
        for place in stride(from: 0, to: min(bytes.count, 192) - 7, by: 8) {
            mix(bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
        }
        mix(bytes.loadUnaligned(fromByteOffset: bytes.count - 8, as: UInt64.self))
        return hash
    }
}
