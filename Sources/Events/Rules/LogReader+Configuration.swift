extension LogReader {
    /// The pace and the bounds.
    package struct Configuration: Sendable {
        /// Entries asked for at once.
        package var pageLimit = 1_000
        /// A hole larger than this is not refilled: the node goes on from the head, and its
        /// subscribers start again.
        package var holeLimit: Int64 = 10_000
        /// How often the watermark is read: one that was written just before its holder died may be
        /// heard so much later, and only then begins the silence.
        package var watermarkInterval: Duration = .milliseconds(500)
        /// How often it is read while the node is not fresh, so that it soon is.
        package var staleWatermarkInterval: Duration = .milliseconds(250)
        /// A watermark that stands still for so long comes from a dead holder or a deaf log.
        package var silenceLimit: Duration = .seconds(3)
        /// How long the node may be behind the watermark before it is stale.
        package var lagLimit: Duration = .seconds(1)
        /// How often the history is read while the log is away.
        package var historyPoll: Duration = .milliseconds(50)
        /// How long the history may name nothing but an older epoch, and the watermark of the newer one
        /// stand still, before that is believed.
        ///
        /// A primary that was left behind says so too; after a restore it stays true.
        package var olderEpochLimit: Duration = .seconds(10)
        /// How often connections are made anew that may lead to a database of an older history.
        package var renewalInterval: Duration = .seconds(10)
        /// How long the node rests after each entry that the log brought, `limit` at the most, so that
        /// the next answer brings more at once: an answer costs as much as twenty entries.
        ///
        /// Below one entry in `perEntry` the rest is over before the next comes; one shorter than
        /// `least`, two ticks of a loop's timers, is not worth its timer.
        package var rest: (perEntry: Duration, least: Duration, limit: Duration) = (
            .microseconds(200), .milliseconds(4), .milliseconds(20)
        )
        /// How long to wait before trying again what failed.
        package var retry: Duration = .milliseconds(200)

        /// The defaults.
        package init() {}
    }
}
