extension ClientMachine {
    /// The pace of a client.
    package struct Configuration: Sendable {
        /// The first bound of a random delay before reconnecting; it doubles with each attempt.
        package var backoffBase: Duration = .milliseconds(500)
        /// The highest bound: a node that comes back meets its clients within this time.
        package var backoffLimit: Duration = .seconds(30)
        /// A connection that stood for so long was a good one: backing off begins anew.
        package var stableAfter: Duration = .seconds(10)
        /// The longest that it stays away because the server asked for it.
        package var longestAbsence: Duration = .seconds(300)
        /// How long the first word of the server may take; later its heartbeat decides.
        package var firstSilence: Duration = .seconds(15)
        /// How many heartbeats may stay out before the server counts as gone.
        package var missedHeartbeats = 2
        /// When a topic that was refused for the moment is asked for again, at random within it.
        package var retryDelay: Duration = .seconds(2)

        /// The defaults.
        package init() {}
    }
}
