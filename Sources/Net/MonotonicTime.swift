import Glibc

/// A point on the machine's monotonic clock; it has no meaning outside this boot.
package struct MonotonicTime: Comparable, Hashable, Sendable {
    /// Nanoseconds since some point before the process began.
    package let nanoseconds: UInt64

    /// The point so many nanoseconds after the clock's origin.
    package init(nanoseconds: UInt64) {
        self.nanoseconds = nanoseconds
    }

    /// The time since the clock's origin: what pure rules count by.
    package var sinceOrigin: Duration { .nanoseconds(Int64(bitPattern: nanoseconds)) }

    /// Reads the clock.
    package static var now: MonotonicTime {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return MonotonicTime(
            nanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
    }

    package static func < (left: MonotonicTime, right: MonotonicTime) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// The point `duration` later, or earlier for a negative one; it saturates at both ends.
    package static func + (left: MonotonicTime, duration: Duration) -> MonotonicTime {
        let step = duration.clampedNanoseconds
        if step < 0 {
            let (value, overflow) = left.nanoseconds.subtractingReportingOverflow(step.magnitude)
            return MonotonicTime(nanoseconds: overflow ? 0 : value)
        }
        let (value, overflow) = left.nanoseconds.addingReportingOverflow(UInt64(step))
        return MonotonicTime(nanoseconds: overflow ? .max : value)
    }

    /// How much later `left` is than `right`.
    package static func - (left: MonotonicTime, right: MonotonicTime) -> Duration {
        .nanoseconds(Int64(bitPattern: left.nanoseconds &- right.nanoseconds))
    }
}

extension Duration {
    /// Whole nanoseconds, within what 64 bits hold (292 years).
    package var clampedNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, carried) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000)
        guard !carried else { return seconds < 0 ? .min : .max }
        return sum
    }
}
