import Events
import Hub
package import Net
import Synchronization
import Wire

/// The connections of one loop, from its listener to its part of the hub.
///
/// The actor is the loop: callbacks of sockets and timers enter it without a hop, and the way of
/// a frame is plain synchronous code.
package actor Shard: ReadinessHandler {
    /// The loop that the shard lives on.
    package nonisolated let loop: EventLoop
    /// Makes the loop the actor's executor.
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        loop.asUnownedSerialExecutor()
    }

    nonisolated let configuration: GatewayConfiguration
    /// What was handed to the loop from others.
    nonisolated let feed: Mutex<Feed>
    let services: GatewayServices
    let ledger: ConnectionLedger

    var hub: Hub
    /// Whether the hub's position is one of the history: until then nobody can subscribe.
    var isLocated = false
    var freshness: FeedFreshness
    var phase = Phase.serving

    var connections = ConnectionTable()
    var deadlines: DeadlineRing
    /// How many WebSockets and streams may begin now.
    var admissions = TokenBucket()
    /// Connections that have something to send and are not in the round that is under way.
    var dirty: [ConnectionID] = []
    /// The round of writes that is under way.
    var sweep = WriteSweep()
    var isFlushPlanned = false
    /// Whether what the hub wants done is performed at the end of this turn.
    var isSettlingPlanned = false
    /// Bytes of the events since then.
    var unsettledBytes = 0
    /// When the first event that the next round will write was taken off the log.
    var fanOutBegan: MonotonicTime?
    /// The TLS handshakes that are under way, and those that wait.
    var tlsHandshakes: HandshakeQueue
    /// The turn in which `tlsHandshakeSteps` were made.
    var tlsHandshakeTurn = MonotonicTime(nanoseconds: 0)
    var tlsHandshakeSteps = 0
    /// Where small pieces are put together for one write.
    var scratch: [UInt8] = []
    var date = DateField()
    var compression: Compression

    var listeners: [Listener] = []
    /// Whether the last attempt to accept somebody found no descriptor left.
    var isShortOfDescriptors = false
    private var isTicking = false
    /// What has happened since the beginning; collected when somebody asks.
    var counters = GatewayCounters()
    var drained: [CheckedContinuation<Void, Never>] = []
    var drainDeadline: MonotonicTime?

    /// How long the shard has been, and will be, there.
    enum Phase {
        case serving
        /// Nobody new is taken; those who are there go, each in its turn.
        case draining
        case stopped
    }

    /// A shard without a listener, until `listen`.
    package init(
        on loop: EventLoop, services: GatewayServices, ledger: ConnectionLedger,
        configuration: GatewayConfiguration
    ) {
        self.loop = loop
        self.services = services
        self.ledger = ledger
        self.configuration = configuration
        feed = Mutex(Feed(configuration.feedLimits))
        freshness = FeedFreshness(patience: configuration.feedPatience)
        compression = Compression(configuration.compression)
        let unknown = Cursor(epoch: Epoch(generation: 1, id: "none"), seq: 0)
        hub = Hub(
            configuration: configuration.hub, position: unknown, staleSince: services.clock())
        let now = MonotonicTime.now
        deadlines = DeadlineRing(now: now, resolution: configuration.tickInterval)
        tlsHandshakes = HandshakeQueue(
            limit: configuration.tlsHandshakes, patience: configuration.tlsHandshakePatience)
    }

    /// How many connections the loop has.
    package var connectionCount: Int { connections.count }

    /// How many WebSockets the loop serves.
    package var webSocketCount: Int { hub.connectionCount }

    /// How many subscriptions stand or are on their way.
    package var subscriptionCount: Int { hub.subscriptionCount }

    /// Begins to keep time.
    package func start() {
        guard !isTicking else { return }
        isTicking = true
        tick()
    }

    /// Called by the loop when a descriptor is ready.
    package nonisolated func ready(_ readiness: Readiness, tag: UInt64) {
        assumeIsolated { shard in
            if let place = Listener.place(tag: tag) {
                shard.acceptSome(place)
            } else {
                shard.serve(ConnectionID(tag: tag), readiness)
            }
        }
    }

    func tick() {
        guard phase != .stopped else { return }
        let now = loop.now
        hub.tick(now: now.sinceOrigin, wall: services.clock())
        watchReader(at: now)
        settle()
        for due in deadlines.takeDue(now: now) { lookAt(due.id, tick: due.tick, now: now) }
        endOverdueHandshakes(now)
        resumeAccepting()
        connections.trim()
        loop.trim()
        finishDrainIfOver(now)
        loop.after(configuration.tickInterval) { self.assumeIsolated { $0.tick() } }
    }
}

/// The `Date` of responses, made once a second.
struct DateField {
    private var second: Int64 = -1
    private var text = ""

    mutating func text(at time: Timestamp) -> String {
        let now = time.microseconds / 1_000_000
        if now != second {
            second = now
            text = HTTPDate.format(secondsSince1970: Int(max(0, now)))
        }
        return text
    }
}
