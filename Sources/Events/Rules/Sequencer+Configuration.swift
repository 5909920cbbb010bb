extension Sequencer {
    /// The pace and the bounds.
    package struct Configuration: Sendable {
        /// Outbox rows a step takes; more stay for the next one.
        package var stepLimit = 2_000
        /// Entries published between two steps.
        package var publishLimit = 1_000
        /// Entries published again at the most when the log is behind or another one.
        ///
        /// What is before them a node reads from the history, up to as many; until they are
        /// published, every node is out of date.
        package var window: Int64 = 10_000
        /// How long an idle holder waits when nobody wakes it.
        package var idlePoll: Duration = .milliseconds(50)
        /// How long a holder rests once what a step found is published, as a share of the time
        /// that the step took, and at the most.
        ///
        /// A step costs the database as much as a booking, however little it finds: woken by every
        /// commit, it took a fifth of a busy machine. What is committed meanwhile shares the next
        /// one; a machine that is not busy takes so little time that nobody sees the rest. What is
        /// committed right after a step waits for all of it, so on a busy machine a longer rest
        /// would be the largest part of the way from commit to frame.
        package var rest: (share: Double, limit: Duration) = (1, .milliseconds(10))
        /// How old a step may be that a watermark speaks of.
        ///
        /// As long as the lease: after it others may have numbered events, if this node was frozen.
        package var stepValidity: Duration = .seconds(2)
        /// How often an idle holder says that it lives; nodes call it dead after 3 s.
        package var watermarkInterval: Duration = .milliseconds(400)
        /// How long to wait before asking again for the lease, or a database that is away.
        package var leaseRetry: Duration = .milliseconds(500)
        /// The first and the longest wait before trying a log that failed again.
        package var logRetry: (first: Duration, longest: Duration) = (
            .milliseconds(50), .seconds(1)
        )
        /// How long the log may fail without a break before the holder gives the lease back, first
        /// and at the longest: four times as long after each time, for if nobody reaches the log,
        /// events had better get their order here.
        package var logPatience: (first: Duration, longest: Duration) = (
            .milliseconds(1_500), .seconds(60)
        )
        /// How long it then leaves the lease to others.
        package var abstention: Duration = .seconds(1)
        /// How long the watermark of a newer history may stand still before it is taken for dead, when it
        /// was seen to change and when it was not: after a restore of an older copy nobody renews it.
        package var rivalPatience: (alive: Duration, unknown: Duration) = (
            .seconds(10), .seconds(3)
        )
        /// How often connections are made anew that may lead to a database that was replaced.
        package var renewalInterval: Duration = .seconds(10)

        /// The defaults.
        package init() {}
    }
}
