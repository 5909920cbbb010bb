import LiveClient

/// Reads of several whole texts: what one client of a broadcast reads at once, the next mostly reads
/// at once as well. *(loop)*
///
/// The last 64 are kept. What was checked for one client, byte for byte, is not checked again.
final class BroadcastReads {
    private var reads = RecentBytes(capacity: 64)
    /// The texts by the slots of the reads.
    private var texts: [[[UInt8]]] = []

    /// What stands in the bytes from `position` on, if they were kept.
    func texts(in bytes: borrowing Span<UInt8>, from position: Int) -> [[UInt8]]? {
        guard position < bytes.count else { return nil }
        return reads.slot(in: bytes, at: position, count: bytes.count - position).map { texts[$0] }
    }

    /// Keeps bytes that are nothing but the frames of these texts.
    func keep(_ bytes: borrowing Span<UInt8>, from position: Int, as found: [[UInt8]]) {
        let slot = reads.keep(bytes.withUnsafeBytes { Array($0[position...]) })
        if slot == texts.count { texts.append(found) } else { texts[slot] = found }
    }
}
