/// Packets on their way, the first first: a ring, which grows to the most that were ever in it.
struct PacketQueue {
    private var ring = Array(repeating: Link.Packet.ping, count: 8)
    private var first = 0
    private var count = 0

    mutating func append(_ packet: Link.Packet) {
        if count == ring.count { grow() }
        ring[(first + count) & (ring.count - 1)] = packet
        count += 1
    }

    private mutating func grow() {
        ring = Array(ring[first...] + ring[..<first]) + Array(repeating: .ping, count: count)
        first = 0
    }

    /// Takes out the first; there is one.
    mutating func removeFirst() -> Link.Packet {
        var packet = Link.Packet.ping
        swap(&packet, &ring[first])
        first = (first + 1) & (ring.count - 1)
        count -= 1
        return packet
    }
}
