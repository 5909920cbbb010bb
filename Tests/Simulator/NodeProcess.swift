import Accounts
import Events
import Hub

/// One run of the program on a node: the rules under test, and edges that perform what they want.
///
/// The edges are what the drivers, the shard and the adapters are in the real program; what they
/// decide is kept as small as there.
final class NodeProcess {
    // The world keeps its nodes to the end.
    unowned(unsafe) let node: SimulatedNode
    let world: Simulation
    private(set) var isDead = false
    var isDraining = false

    var sequencer: Sequencer
    /// Whether it holds the lease, as far as it knows.
    var isHolder = false { didSet { world.leadershipChanged() } }
    var reader: LogReader
    var hub: Hub
    let revoked = RevokedSessions()
    /// Whether the hub's position is one of the history: until then nobody is let in.
    var isLocated = false

    /// The lease, as the adapter of the sequencing store keeps it.
    var leaseTerm: Int64?
    /// The session of the database that it was taken on.
    var leaseSession = 0
    /// The wait of the sequencer that a commit ends.
    var wait: (number: Int, isWoken: Bool) = (0, false)
    var isWaiting = false
    /// What happens to the machine once the sequencer has begun so many more actions.
    var interruption: (actions: Int, body: () -> Void)?
    /// The connection to Redis on which the log's end was read.
    var inspected: Int?
    var droppedConnections = 0

    var connections: [ServerConnection?] = []
    var generations: [UInt32] = []
    /// When each of them is to be pinged, by slot, and when the first is; in attoseconds, which are
    /// looked at ten times a second.
    var beats: [Int128] = []
    var nextBeat: Int128 = 0
    /// Connections that have something to send at the end of this turn.
    var dirty: [ServerConnection] = []

    init(on node: SimulatedNode) {
        self.node = node
        world = node.world
        let sizes = world.sizes
        sequencer = Sequencer(configuration: sizes.sequencer)
        reader = LogReader(configuration: sizes.logReader)
        var configuration = sizes.hub
        configuration.node = node.name
        #if PLANTED_MISTAKES
            configuration.mistake = world.bug?.mistakeOfHub
        #endif
        let unknown = Cursor(epoch: Epoch(generation: 1, id: "none"), seq: 0)
        hub = Hub(configuration: configuration, position: unknown, staleSince: node.wall)
    }

    /// A time that neither jumps nor stands still while it is frozen.
    var now: Duration { world.schedule.now }

    /// Begins to follow the log, and may take the lease.
    func start() {
        follow(after: .started)
        sequence(after: .started)
        tick(by: Ticks(of: self))
    }

    /// Ends at once, in the middle of anything.
    func die(silently: Bool) {
        isDead = true
        for case let connection? in connections {
            if silently { connection.link.goDead() } else { connection.link.cut() }
            connection.link.leaveServerEnd()
        }
    }

    /// One turn of the loop: what came in, then all that follows from it.
    func turn(_ body: @escaping () -> Void) {
        if node.isFrozen {
            node.hold { [self] in run(body) }
        } else {
            run(body)
        }
    }

    /// Whether turns have to wait.
    var isFrozen: Bool { node.isFrozen }

    /// A turn of a node that is not frozen, which needs no memory for the closure.
    func run(_ body: () -> Void) {
        guard !isDead else { return }
        body()
        settle()
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
        }
    }

    private func tick(by ticks: Ticks) {
        lookAtTime()
        hub.tick(now: now, wall: node.wall)
        beat()
        settle()
        world.schedule.after(.milliseconds(100), ticks)
    }

    /// Lets time pass, again and again.
    private final class Ticks: Errand {
        private let process: NodeProcess

        init(of process: NodeProcess) { self.process = process }

        override func proceed() {
            if process.isFrozen {
                process.turn { [self] in process.tick(by: self) }
            } else {
                process.run { process.tick(by: self) }
            }
        }
    }

    /// How it asks PostgreSQL.
    var postgres: VirtualPostgres.Caller {
        .init(process: self, node: node.index)
    }

    /// How it asks Redis.
    var redis: VirtualRedis.Caller {
        .init(process: self, node: node.index, connection: droppedConnections)
    }
}
