import Accounts
import Events
import Hub

/// One loop of a node's program: its part of the hub, with connections and turns of its own.
///
/// It is what a shard of the gateway is in the real program. Loops share nothing but the sessions
/// that were revoked, and what is handed to a loop waits in its feed.
final class NodeLoop {
    // The world keeps its nodes to the end.
    unowned(unsafe) let node: SimulatedNode
    let world: Simulation
    let name: String
    private(set) var isDead = false
    var isDraining = false

    var hub: Hub
    let revoked: RevokedSessions
    /// Whether the hub's position is one of the history: until then nobody is let in.
    var isLocated = false
    /// What was handed to the loop from others.
    var feed: Feed
    var freshness: FeedFreshness
    /// Whether what it broadcasts now waited for it for too long.
    var isOverdue = false
    /// Since when it has called itself out of date; nil while it calls itself up to date.
    var staleSince: Duration? = .zero

    var connections: [ServerConnection?] = []
    var generations: [UInt32] = []
    /// When each of them is to be pinged, by slot, and when the first is; in attoseconds, which are
    /// looked at ten times a second.
    var beats: [Int128] = []
    var nextBeat: Int128 = 0
    /// Connections that have something to send at the end of this turn.
    var dirty: [ServerConnection] = []

    /// Whether it does nothing, while the rest of its node goes on.
    private(set) var isHeld = false { didSet { world.leadershipChanged() } }
    /// What came in while it stood, in order.
    private var waiting: [() -> Void] = []
    /// When it last stood.
    private(set) var stoodAt: Duration = .zero
    private var random: SeededRandom
    private var lastMail: Duration = .zero

    init(_ number: Int, on node: SimulatedNode, sharing revoked: RevokedSessions) {
        self.node = node
        world = node.world
        name = "\(node.name).\(number)"
        self.revoked = revoked
        let sizes = world.sizes
        var configuration = sizes.hub
        configuration.node = node.name
        freshness = FeedFreshness(patience: sizes.feedPatience)
        random = world.random.stream()
        var feedLimits = sizes.feedLimits
        #if PLANTED_MISTAKES
            configuration.mistake = world.bug?.mistakeOfHub
            feedLimits.mistake = configuration.mistake
        #endif
        feed = Feed(feedLimits)
        let unknown = Cursor(epoch: Epoch(generation: 1, id: "none"), seq: 0)
        hub = Hub(configuration: configuration, position: unknown, staleSince: node.wall)
    }

    /// A time that neither jumps nor stands still while the loop does.
    var now: Duration { world.schedule.now }

    /// Begins to keep time.
    func start() {
        hub.tick(now: now, wall: node.wall)
        world.schedule.after(random.milliseconds(0...100), Ticks(of: self))
    }

    /// Ends at once, in the middle of anything.
    func die(silently: Bool) {
        isDead = true
        waiting = []
        for case let connection? in connections {
            if silently { connection.link.goDead() } else { connection.link.cut() }
            connection.link.leaveServerEnd()
        }
    }

    // MARK: - Turns

    /// Whether what comes in now has to wait: it stands, or has not done yet what came in meanwhile.
    var isStanding: Bool { isHeld || node.isFrozen || !waiting.isEmpty }

    /// One turn of the loop: what came in, then all that follows from it.
    func turn(_ body: @escaping () -> Void) {
        if isStanding { waiting.append(body) } else { run(body) }
    }

    /// A turn of a loop that does not stand, which needs no memory for the closure.
    func run(_ body: () -> Void) {
        guard !isDead else { return }
        body()
        settle()
        isOverdue = false
    }

    /// Does nothing until `release`.
    func hold() {
        guard !isDead, !isHeld else { return }
        world.story.tell(name, "is held up")
        isHeld = true
    }

    /// Goes on, unless its node is frozen.
    func release() {
        guard !isDead, isHeld else { return }
        world.story.tell(name, "goes on")
        isHeld = false
        if goOn() { world.tally.bites(.loopHeld) }
    }

    /// Does what came in while it stood, unless it still stands; true when there was something.
    func goOn() -> Bool {
        guard !waiting.isEmpty else { return false }
        stoodAt = now
        var next = 0
        while next < waiting.count, !isHeld, !node.isFrozen {
            run(waiting[next])
            next += 1
        }
        waiting.removeFirst(min(next, waiting.count))
        return true
    }

    /// Brings it a message from another loop, a short time from now and behind those before it.
    func mail(_ message: Errand) {
        lastMail = max(lastMail, now + random.milliseconds(0.01...0.5))
        world.schedule.at(lastMail, message)
    }

    /// Performs what the hub wants until it wants nothing more, writing at the end of each round.
    private func settle() {
        while true {
            var actions = hub.takeActions()
            if actions.isEmpty && dirty.isEmpty { return }
            if actions.count == 1 {
                perform(actions.removeLast())
            } else {
                for action in actions { perform(action) }
            }
            flushDirty()
            isOverdue = false
        }
    }

    private func tick() {
        hub.tick(now: now, wall: node.wall)
        watchReader()
        beat()
    }

    /// Lets time pass, again and again.
    private final class Ticks: Errand {
        private let loop: NodeLoop

        init(of loop: NodeLoop) { self.loop = loop }

        override func proceed() {
            if loop.isStanding {
                loop.turn { [self] in goOn() }
            } else {
                loop.run { goOn() }
            }
        }

        private func goOn() {
            loop.tick()
            loop.world.schedule.after(.milliseconds(100), self)
        }
    }

    /// How it asks PostgreSQL.
    var postgres: VirtualPostgres.Caller { .init(loop: self, node: node.index) }
}
