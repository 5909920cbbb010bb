import Hub
import Net

/// A socket on which a shard accepts.
final class Listener {
    let descriptor: FileDescriptor
    /// What clients must speak, if it is TLS.
    let tls: TLSServer?
    var watch: Watch?
    /// How many were accepted, at the most, the last time that somebody waited.
    var batch = 1
    /// Until when the next who comes is one of many.
    var rushEnds = MonotonicTime(nanoseconds: 0)

    init(_ descriptor: consuming FileDescriptor, tls: TLSServer?) {
        self.descriptor = descriptor
        self.tls = tls
    }

    /// The tag of the listener at `place`: no connection has it, since slots are not negative.
    static func tag(_ place: Int) -> UInt64 {
        ConnectionID(slot: -1 - Int32(place), generation: 0).tag
    }

    /// The place of the listener with this tag; nil when it is the tag of a connection.
    static func place(tag: UInt64) -> Int? {
        let slot = ConnectionID(tag: tag).slot
        return slot < 0 ? Int(-1 - slot) : nil
    }
}
