package import Hub
package import Wire

/// The bounds of the gateway; each loop applies them to its own connections unless said otherwise.
package struct GatewayConfiguration: Sendable {
    /// The sizes of requests.
    package var http = HTTPLimits()
    /// The hub's bounds.
    package var hub = Hub.Configuration()
    /// The path that speaks WebSocket.
    package var webSocketPath = "/api/v1/ws"
    /// The subprotocols that it speaks.
    package var subprotocols = ["flighthub.v1", "cloudevents.json"]
    /// The path that speaks server-sent events, to who accepts them.
    package var eventsPath = "/api/v1/events"

    /// Connections of the whole node; beyond it a client gets 503 (a socket costs 5 KB of kernel
    /// memory, and a descriptor).
    package var connectionLimit = 100_000
    /// Connections of one address on the whole node, 503 beyond; nil for no limit, since behind a
    /// balancer all have the same.
    package var connectionsPerAddress: Int?
    /// WebSockets and streams of one user on the whole node; beyond it 429, or 4429 for an `auth` frame.
    package var connectionsPerUser = 20
    /// New WebSockets and streams a second and loop; beyond it 503 with Retry-After, so that a crowd that comes
    /// back at once cannot starve those who are there.
    package var handshakesPerSecond = 2_000
    /// Events that may wait for a loop that is held up; beyond it the loop begins again at the newest,
    /// with its subscriptions: ten seconds' worth at 10,000 a second.
    package var feedEntries = 100_000
    /// Bytes of memory that they may hold, shared by all loops that wait for the same.
    package var feedBytes = 32 << 20
    /// Bytes of them that a loop takes in one turn, before the others get theirs.
    package var feedBytesPerTurn = 1 << 20
    /// Ephemeral events that may wait for such a loop; beyond it the older half is dropped.
    package var feedEphemeralEvents = 8_192
    /// Bytes of these.
    package var feedEphemeralBytes = 4 << 20
    /// How long events may wait for a loop before what it shows is out of date.
    package var feedPatience: Duration = .seconds(1)

    /// Connections accepted in one turn, before the others get theirs.
    package var acceptsPerTurn = 64

    /// TLS handshakes under way at once on a loop, of about 35 KiB each; those beyond wait in order.
    ///
    /// At two tenths of a second each it is 2,500 a second, more than a core can do.
    package var tlsHandshakes = 512
    /// How long a handshake may take from its first bytes while others wait for its place.
    ///
    /// Else as many peers as there are places could keep everybody out for `tlsHandshakeTimeout`.
    package var tlsHandshakePatience: Duration = .seconds(1)
    /// Steps of TLS handshakes in one turn, of about half a millisecond each: in a rush the others
    /// wait no longer than that.
    package var tlsStepsPerTurn = 8
    /// Records of TLS read for one connection in one turn, of 16 KiB at the most.
    package var tlsRecordsPerTurn = 16
    /// From the connection to the end of the TLS handshake; two round trips of the slowest networks.
    package var tlsHandshakeTimeout: Duration = .seconds(10)

    /// From the connection, or from a request's first byte, to the end of its head.
    package var headTimeout: Duration = .seconds(10)
    /// From the end of a head to the end of its body.
    package var bodyTimeout: Duration = .seconds(30)
    /// How long a connection may stand between two requests.
    package var idleTimeout: Duration = .seconds(75)
    /// How long a client may read nothing of a response or a stream.
    package var writeTimeout: Duration = .seconds(30)
    /// Bytes a second that it must read of one, on the average of `writeTimeout`.
    ///
    /// Who reads a byte now and then would hold the response for ever. The slowest networks carry
    /// twice as much.
    package var writeRate = 500
    /// How long a client may take to end its side after ours.
    package var closeTimeout: Duration = .seconds(5)
    /// Whether a WebSocket without credentials is closed with 4408; else anonymous ones are welcome.
    package var requiresCredentials = false
    /// How long such a WebSocket has to send them.
    package var credentialsTimeout: Duration = .seconds(5)
    /// How often the server pings; a client that answers none of two is closed with 4408.
    ///
    /// Streams get a comment as often.
    package var heartbeatInterval: Duration = .seconds(25)
    /// How exactly deadlines are kept, and how often the hub is told the time (100 ms at most).
    package var tickInterval: Duration = .milliseconds(100)
    /// How long a drain may take before what is left is cut off.
    package var drainTimeout: Duration = .seconds(30)

    /// Bytes that a client may send ahead while a request of it is being answered, or an answer is
    /// not read; then reading pauses.
    package var pipelineBytes = 16 * 1024
    /// The largest message of a client, in bytes (1009).
    package var messageBytes = 64 * 1024
    /// The most frames of one message (1008): empty ones would go on for ever below `messageBytes`.
    package var fragmentsPerMessage = 256
    /// Frames that a client may send in a second, and at once (4429).
    package var framesPerSecond = 20
    /// See `framesPerSecond`.
    package var frameBurst = 100
    /// Bytes gathered for one write: more gains nothing.
    package var writeBytes = 64 * 1024

    /// Connections written to in one turn, of some 6 µs each: so long at most an event that is on its
    /// way through the log waits for those that are going out.
    package var writesPerTurn = 32

    /// Bytes that the kernel keeps unsent for a client: what it does not take, the hub holds back
    /// and can still choose from; and a slow client gets to its close frame in time.
    package var unsentBytes = 64 * 1024

    /// When messages are compressed.
    package var compression = CompressionConfiguration()
    /// When answers are compressed.
    package var gzip = GzipConfiguration()
    /// The proxies whose word about the client counts.
    package var proxies = TrustedProxies()
    /// The hosts that a request may be meant for (421).
    package var allowedHosts = AllowedHosts()
    /// Origins, besides the host itself, whose pages may open a WebSocket with a ticket.
    package var origins: Set<String> = []

    /// The defaults.
    package init() {}

    var feedLimits: FeedLimits {
        FeedLimits(
            entries: feedEntries, bytes: feedBytes, bytesPerTurn: feedBytesPerTurn,
            ephemeralEvents: feedEphemeralEvents, ephemeralBytes: feedEphemeralBytes)
    }

    var admissionRate: TokenBucket.Rate {
        TokenBucket.Rate(perSecond: handshakesPerSecond, burst: handshakesPerSecond)
    }

    var frameRate: TokenBucket.Rate {
        TokenBucket.Rate(perSecond: framesPerSecond, burst: frameBurst)
    }
}
