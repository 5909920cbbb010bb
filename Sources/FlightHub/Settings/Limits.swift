import API
import Gateway
import Hub
import Wire

/// Every bound and timeout of the door, of the hub behind it and of the answers that are kept.
enum Limits {
    /// All of them, in the order in which a client meets them.
    static let all =
        accepting + tls + requests + answers + webSockets + compression + hub + feed + leaving

    private static let kilobyte = 1 << 10
    private static let gigabyte = 1 << 30
    private static let hour = 3_600_000

    private static let accepting: [Limit] = [
        .count(
            "CONNECTION_LIMIT", \.connectionLimit, 1...10_000_000,
            "connections of the node (503); each costs a descriptor and 5 KB of the kernel's memory"
        ),
        Limit(
            name: "CONNECTIONS_PER_ADDRESS", unit: .count, range: 0...10_000_000,
            reason:
                "connections of one client address (503); 0 for any number, as offices share one",
            value: { $0.gateway.connectionsPerAddress ?? 0 },
            set: { $0.gateway.connectionsPerAddress = $1 == 0 ? nil : $1 }),
        .count(
            "CONNECTIONS_PER_USER", \.connectionsPerUser, 1...1_000_000,
            "WebSockets and streams of one user (429, or 4429 for an `auth` message)"),
        .count(
            "HANDSHAKES_PER_SECOND", \.handshakesPerSecond, 1...1_000_000,
            "new WebSockets and streams a second and loop (503), so that a returning crowd starves "
                + "nobody"),
        .count(
            "ACCEPTS_PER_TURN", \.acceptsPerTurn, 1...4_096,
            "connections taken in one turn of a loop, before the others get theirs"),
    ]

    private static let tls: [Limit] = [
        .time(
            "TLS_HANDSHAKE_TIMEOUT", \.tlsHandshakeTimeout, 100...hour,
            "from the connection to the end of its TLS handshake"),
        .count(
            "TLS_HANDSHAKES", \.tlsHandshakes, 1...1_000_000,
            "TLS handshakes under way at once on a loop, 35 KiB each; those beyond wait in order"),
        .time(
            "TLS_HANDSHAKE_PATIENCE", \.tlsHandshakePatience, 10...hour,
            "how long one may take while others wait for its place"),
        .count(
            "TLS_STEPS_PER_TURN", \.tlsStepsPerTurn, 1...4_096,
            "steps of TLS handshakes in one turn of a loop; one may cost a millisecond"),
        .count(
            "TLS_RECORDS_PER_TURN", \.tlsRecordsPerTurn, 1...4_096,
            "TLS records of one client read in a turn, before the others get theirs"),
    ]

    private static let requests: [Limit] = [
        .bytes(
            "HEAD_BYTES", \.http.headBytes, kilobyte...(1 << 20),
            "a request's line and fields (431); browsers send 1 to 4 KiB"),
        .count(
            "FIELD_COUNT", \.http.fieldCount, 10...10_000,
            "field lines of a request (431); real ones have about 20"),
        .bytes(
            "TARGET_BYTES", \.http.targetBytes, 256...(1 << 20),
            "a request's target (414); RFC 9112 asks for 8,000 at least"),
        .bytes(
            "BODY_BYTES", \.http.bodyBytes, kilobyte...gigabyte,
            "a request's body (413); real ones have a few KiB, a booking for 50 has 60"),
        .bytes(
            "PIPELINE_BYTES", \.pipelineBytes, kilobyte...gigabyte,
            "what a client may send ahead of an answer, or of reading it; then reading pauses"),
        .time(
            "HEAD_TIMEOUT", \.headTimeout, 100...hour,
            "from the connection, or a request's first byte, to the end of its head (408)"),
        .time(
            "BODY_TIMEOUT", \.bodyTimeout, 100...hour, "from there to the end of its body (408)"),
        .time(
            "IDLE_TIMEOUT", \.idleTimeout, 100...hour,
            "between two requests; longer than the 60 s for which balancers keep connections"),
    ]

    private static let answers: [Limit] = [
        .time(
            "WRITE_TIMEOUT", \.writeTimeout, 100...hour,
            "how long a client may read nothing of an answer"),
        .count(
            "WRITE_RATE", \.writeRate, 1...1_000_000_000,
            "bytes a second that it must read of one, on the average of WRITE_TIMEOUT"),
        .bytes(
            "WRITE_BYTES", \.writeBytes, kilobyte...gigabyte,
            "what is gathered for one write; more gains nothing"),
        .count(
            "WRITES_PER_TURN", \.writesPerTurn, 1...100_000,
            "connections written to, of 6 µs each, before the log and the others get their turn"),
        .bytes(
            "UNSENT_BYTES", \.unsentBytes, kilobyte...gigabyte,
            "what the kernel keeps unsent for a client; the rest the hub can still choose from"),
        .bytes(
            "GZIP_MINIMUM", \.gzip.minimumBytes, 1...gigabyte,
            "bodies from here on are compressed; smaller ones fit a packet or two"),
        .bytes(
            "GZIP_MAXIMUM", \.gzip.maximumBytes, 0...gigabyte,
            "bodies up to here are; a loop does nothing else meanwhile, 10 ms a megabyte; 0 for none"
        ),
        .count(
            "GZIP_LEVEL", \.gzip.level, 1...9,
            "zlib's level for answers made anew; 1 gains most of it in a quarter of the time"),
        .count(
            "GZIP_KEPT_LEVEL", \.gzip.keptLevel, 1...9,
            "zlib's level for what is compressed once and kept: the page, the contracts, airports"),
        .bytes(
            "GZIP_KEPT_BYTES", \.gzip.keptBytes, 0...gigabyte,
            "compressed answers that are kept; beyond it all are forgotten"),
        .kept(
            "KEPT_ANSWERS", .count, \.entryLimit, 2...1_000_000,
            "flights and seat maps kept as answers; those not asked for lately make room"),
        .kept(
            "KEPT_ANSWER_BYTES", .bytes, \.byteLimit, 0...gigabyte,
            "bytes of them, a seat map has about 25 KB; 0 for none"),
        Limit(
            name: "KEPT_ANSWER_AGE", unit: .time, range: 0...hour,
            reason: "how long one is given before the database is asked again, whatever else fails",
            value: { Limit.milliseconds($0.kept.ageLimit) },
            set: { $0.kept.ageLimit = .milliseconds($1) }),
    ]

    private static let webSockets: [Limit] = [
        .time(
            "CREDENTIALS_TIMEOUT", \.credentialsTimeout, 100...hour,
            "with REQUIRE_AUTH, until a WebSocket has said who it is (4408)"),
        Limit(
            name: "HEARTBEAT_INTERVAL", unit: .time, range: 1_000...hour,
            reason:
                "between pings; who answers none of two is closed (4408); NAT forgets after 30 s",
            value: { Limit.milliseconds($0.gateway.heartbeatInterval) },
            set: {
                $0.gateway.heartbeatInterval = .milliseconds($1)
                $0.gateway.hub.heartbeatSeconds = ($1 + 999) / 1_000
            }),
        .bytes(
            "MESSAGE_BYTES", \.messageBytes, kilobyte...gigabyte,
            "a client's largest message (1009)"),
        .count(
            "FRAGMENTS_PER_MESSAGE", \.fragmentsPerMessage, 1...(1 << 30),
            "frames of one message (1008): empty ones would go on for ever below MESSAGE_BYTES"),
        .count(
            "FRAMES_PER_SECOND", \.framesPerSecond, 1...1_000_000,
            "frames that a client may send in a second, on the average (4429)"),
        .count(
            "FRAME_BURST", \.frameBurst, 1...1_000_000, "frames that it may send at once (4429)"),
    ]

    private static let compression: [Limit] = [
        .bytes(
            "COMPRESSION_MINIMUM", \.compression.smallest, 0...gigabyte,
            "messages from here on are compressed, with COMPRESSION on; shorter ones save no packet"
        ),
        .bytes(
            "COMPRESSION_MINIMUM_FOR_ONE", \.compression.smallestForOne, 0...gigabyte,
            "the same with COMPRESSION auto, for messages to one client"),
    ]

    private static let hub: [Limit] = [
        .count(
            "TOPICS_PER_CONNECTION", \.hub.topicsPerConnection, 1...100_000,
            "topics that a connection may follow"),
        .count(
            "PENDING_SUBSCRIBES", \.hub.pendingSubscribesPerConnection, 1...1_000,
            "subscribe messages of a connection that may wait for their answers"),
        .count(
            "MISUNDERSTOOD_LIMIT", \.hub.misunderstoodLimit, 1...1_000_000,
            "messages in a row that make no sense; then the client is closed (4400)"),
        .bytes(
            "BACKLOG_BYTES", \.hub.backlogLimit, kilobyte...gigabyte,
            "lossless events that wait for a slow client; beyond it, it is closed (4429) and resumes"
        ),
        .bytes(
            "CONFLATION_BYTES", \.hub.conflationLimit, kilobyte...gigabyte,
            "newest states that wait for one; beyond it the largest topic begins with a snapshot"),
        .time(
            "CONFLATION_PATIENCE", \.hub.conflationPatience, 10...hour,
            "how long a state may be replaced unsent before its topic begins with a snapshot"),
        .bytes(
            "ANSWER_BYTES", \.hub.answerLimit, kilobyte...gigabyte,
            "answers that wait for one (4429); room for the snapshots of 100 topics"),
        .bytes(
            "FLUSH_BYTES", \.hub.flushSize, kilobyte...gigabyte,
            "given to a socket at once of what waited; nothing is read while more answers wait"),
        .count(
            "WINDOW_ENTRIES", \.hub.windowEntries, 1...10_000_000,
            "events kept in memory and loop, for those who come back"),
        .bytes(
            "WINDOW_BYTES", \.hub.windowBytes, kilobyte...gigabyte,
            "bytes of them; whichever bound is met first holds"),
        .count(
            "PAGE_ENTRIES", \.hub.pageLimit, 1...10_000,
            "events read at once for one who catches up: of a topic in the database, or of memory"),
        .count(
            "READ_ENTRIES", \.hub.readLimit, 1...100_000,
            "events of all topics read with one query; 5,000 are about 5 MB"),
        .count(
            "POSITIONS_PER_READ", \.hub.positionsPerRead, 1...1_000,
            "positions on topics that one query reads on from; no more than READ_ENTRIES"),
        .count(
            "HISTORY_READS", \.hub.historyReadsAtOnce, 1...1_000,
            "such queries on their way at once and loop; more wishes are gathered for the next"),
        .count(
            "SNAPSHOT_READS", \.hub.snapshotReadsAtOnce, 1...1_000,
            "queries for snapshots on their way at once and loop; the others wait in order"),
        .time(
            "CURSOR_PATIENCE", \.hub.cursorPatience, 0...hour,
            "how long a cursor from another node's future may wait for this node"),
        .time(
            "MARK_INTERVAL", \.hub.markInterval, 100...hour,
            "how often a client whose topics are quiet hears how far it is"),
        .time(
            "READ_RETRY", \.hub.readRetry, 10...hour,
            "before a read that failed is tried again, and after some in a row before any is"),
        .time(
            "TICK_INTERVAL", \.tickInterval, 1...100,
            "how exactly all these times are kept; each tick costs a few microseconds"),
    ]

    private static let feed: [Limit] = [
        .count(
            "FEED_ENTRIES", \.feedEntries, 1...10_000_000,
            "events that wait for a loop that is held up; beyond it its subscribers begin again"),
        .bytes(
            "FEED_BYTES", \.feedBytes, kilobyte...gigabyte,
            "bytes of them, which all loops share; whichever bound is met first holds"),
        .bytes(
            "FEED_BYTES_PER_TURN", \.feedBytesPerTurn, kilobyte...gigabyte,
            "bytes of them that a loop takes in one turn, before the others get theirs"),
        .time(
            "FEED_PATIENCE", \.feedPatience, 10...hour,
            "how long they may wait before the loop's clients hear that what they see is old"),
        .count(
            "FEED_EPHEMERAL_EVENTS", \.feedEphemeralEvents, 1...10_000_000,
            "ephemeral events that wait for such a loop; beyond it the older half is dropped"),
        .bytes(
            "FEED_EPHEMERAL_BYTES", \.feedEphemeralBytes, kilobyte...gigabyte,
            "bytes of these; whichever bound is met first holds"),
    ]

    private static let leaving: [Limit] = [
        .time(
            "CLOSE_TIMEOUT", \.closeTimeout, 10...hour,
            "how long a client may take to end its side after ours"),
        .count(
            "DRAIN_RATE", \.hub.drainRate, 1...10_000_000,
            "clients sent away each second and loop at the end, at least: more if time is short"),
        Limit(
            name: "RECONNECT_SPREAD", unit: .time, range: 0...hour,
            reason: "the longest that such a client is told to stay away",
            value: { $0.gateway.hub.reconnectSpreadMilliseconds },
            set: { $0.gateway.hub.reconnectSpreadMilliseconds = $1 }),
    ]
}
