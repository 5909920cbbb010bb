extension Hub {
    /// The bounds of one loop's part of the hub.
    package struct Configuration: Sendable {
        /// This node's name, told to its clients.
        package var node = "node"
        /// Topics that one connection may hold; more are rejected one by one.
        package var topicsPerConnection = 100
        /// Subscribe requests of one connection that may wait for an answer; more are refused.
        package var pendingSubscribesPerConnection = 8
        /// Messages of a client in a row that may make no sense; then it is closed with 4400.
        package var misunderstoodLimit = 10
        /// Bytes of live events of lossless topics queued for a connection whose socket is full;
        /// beyond it the connection is closed with 4429 and resumes.
        package var backlogLimit = 1 << 20
        /// Bytes of live events of state topics that wait for such a connection, the newest of each
        /// entity; beyond it the topic with the most begins again with a snapshot, or the connection
        /// is closed with 4429 if that topic has none.
        package var conflationLimit = 1 << 20
        /// How long one entity may be replaced without being sent before its topic begins again
        /// with a snapshot, if it has one.
        package var conflationPatience: Duration = .seconds(2)
        /// Bytes of answers queued for such a connection; beyond it, it is closed with 4429.
        ///
        /// There is room for the snapshots of as many topics as it may hold. Who goes on asking
        /// without reading is not read from long before (`flushSize`).
        package var answerLimit = 16 << 20
        /// Bytes handed to a socket at once while it works off what waited, and frames of the window
        /// to one that catches up.
        ///
        /// While more answers wait, their client is not to be read from (`leavesAnswers`).
        package var flushSize = 64 << 10
        /// Entries kept in memory, so that a subscriber can be joined to the present.
        package var windowEntries = 10_000
        /// Bytes of events kept in memory; whichever bound is met first holds.
        package var windowBytes = 16 << 20
        /// Events of one topic read at once for subscribers that catch up, and events of the window
        /// that are looked at in one go for one connection, so that the others get their turn.
        package var pageLimit = 500
        /// Events of all topics read with one query: about 5 MB.
        package var readLimit = 5_000
        /// Positions on topics that one query reads on from; no more than `readLimit`, so that each
        /// gets ahead.
        package var positionsPerRead = 100
        /// Queries for pages of the history on their way at once; what more is wanted meanwhile is
        /// gathered for the next.
        package var historyReadsAtOnce = 4
        /// Queries for snapshots on their way at once; the others wait in their order.
        package var snapshotReadsAtOnce = 16
        /// How long a cursor above this node's position may wait for the node to get there.
        package var cursorPatience: Duration = .seconds(3)
        /// How often a connection whose topics are quiet hears how far it is.
        package var markInterval: Duration = .seconds(30)
        /// How long to wait before a read that failed is tried again, and after several in a row
        /// before any is.
        package var readRetry: Duration = .seconds(1)
        /// How often the server pings, told in `welcome`.
        package var heartbeatSeconds = 25
        /// Clients that are sent away each second while draining, at least: more when they would not
        /// all be gone in time.
        package var drainRate = 200
        /// The longest that a client is told to stay away while draining, in milliseconds.
        package var reconnectSpreadMilliseconds = 2_000
        #if PLANTED_MISTAKES
            /// A rule that is done wrong; nil but where the simulator asks for it.
            package var mistake: PlantedMistake?
        #endif

        /// Positions in one query: each is to bring an event at least.
        var positionsAtOnce: Int { max(1, min(positionsPerRead, readLimit)) }

        /// How far apart positions may be that share a page: no further than the smallest page
        /// reaches, so that each of them gets ahead.
        var stretchLength: Int { max(1, min(pageLimit, readLimit / positionsAtOnce)) }

        /// The defaults.
        package init() {}
    }
}
