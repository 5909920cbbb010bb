import CLinux

/// What a watcher wants to hear of a file descriptor.
package struct Interest: OptionSet, Sendable {
    /// One bit for each kind.
    package let rawValue: UInt8

    /// The kinds whose bits are set.
    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Bytes, a connection or the end of the stream can be taken.
    package static let read = Interest(rawValue: 1)
    /// Bytes can be written, or a connection attempt has ended.
    package static let write = Interest(rawValue: 2)

    var events: UInt32 {
        (contains(.read) ? EPOLLIN.rawValue : 0) | (contains(.write) ? EPOLLOUT.rawValue : 0)
    }
}

/// What the kernel says of a file descriptor.
///
/// `.hangup` and `.error` come whatever the interest is, and again in every turn until the
/// descriptor is unwatched: whoever gets one must close. The kinds asked for are set with them, so
/// that code which only reads or only writes meets the error where it expects it.
package struct Readiness: OptionSet, Sendable {
    /// One bit for each kind.
    package let rawValue: UInt8

    /// The kinds whose bits are set.
    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// There is something to read, or the end of the stream.
    package static let read = Readiness(rawValue: 1)
    /// There is room to write.
    package static let write = Readiness(rawValue: 2)
    /// Both directions are closed.
    package static let hangup = Readiness(rawValue: 4)
    /// The socket has an error, which a read, a write or `Socket.pendingError` tells.
    package static let error = Readiness(rawValue: 8)

    init(events: UInt32, interest: Interest) {
        var ready: Readiness = []
        if events & EPOLLIN.rawValue != 0 { ready.insert(.read) }
        if events & EPOLLOUT.rawValue != 0 { ready.insert(.write) }
        if events & EPOLLHUP.rawValue != 0 { ready.insert(.hangup) }
        if events & EPOLLERR.rawValue != 0 { ready.insert(.error) }
        if !ready.isDisjoint(with: [.hangup, .error]) {
            ready.formUnion(Readiness(rawValue: interest.rawValue))
        }
        self = ready
    }
}

/// Takes the readiness of descriptors without a closure for each of them.
package protocol ReadinessHandler: AnyObject {
    /// Called on the loop, once a turn for each ready descriptor, with the tag given to `watch`.
    func ready(_ readiness: Readiness, tag: UInt64)

    /// Called on the loop, once for each registration that is left when the loop has ended: nothing
    /// is reported any more, and nothing new can begin.
    func loopEnded()
}

extension ReadinessHandler {
    /// Does nothing, for who ends before its loop or holds on to nobody.
    package func loopEnded() {}
}

/// A registration of a descriptor with a loop; using one after its `unwatch` does nothing.
package struct Watch: Hashable, Sendable {
    let slot: UInt32
    let generation: UInt32

    var token: UInt64 { UInt64(generation) << 32 | UInt64(slot) }
}

/// A pending callback of a loop; using one after it fired or was cancelled does nothing.
package struct Timer: Hashable, Sendable {
    let slot: UInt32
    let generation: UInt32
}
