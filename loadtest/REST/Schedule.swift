import Net

/// When each of a run's requests is due: evenly, whatever becomes of those before it.
struct Schedule: Sendable {
    let start: MonotonicTime
    /// Requests a second.
    let rate: Double

    /// When number `n`, from 0, is due.
    func due(_ n: Int) -> MonotonicTime {
        start + .nanoseconds(Int64(Double(n) / rate * 1_000_000_000))
    }

    /// From when the latency of a request that was due counts: from then, though not for what
    /// the loop's timers are late by themselves.
    func counting(from due: MonotonicTime, at now: MonotonicTime) -> MonotonicTime {
        now - due <= Self.timerGrain ? now : due
    }

    /// A timer fires up to 2 ms late (`EventLoop.after`).
    static let timerGrain = Duration.milliseconds(2)
}
