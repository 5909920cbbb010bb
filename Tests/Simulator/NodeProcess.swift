import Accounts
import Events
import Hub

/// One run of the program on a node: the rules under test, and edges that perform what they want.
///
/// The edges are what the drivers, the shard and the adapters are in the real program; what they
/// decide is kept as small as there. Sequencer and log reader live on the first of its loops.
final class NodeProcess {
    // The world keeps its nodes to the end.
    unowned(unsafe) let node: SimulatedNode
    let world: Simulation
    let loops: [NodeLoop]
    /// The loop that everything lives on but the connections.
    let home: NodeLoop
    var isDraining = false

    var sequencer: Sequencer
    /// Whether it holds the lease, as far as it knows.
    var isHolder = false { didSet { world.leadershipChanged() } }
    var reader: LogReader
    let revoked = RevokedSessions()

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

    init(on node: SimulatedNode) {
        self.node = node
        world = node.world
        let sizes = world.sizes
        sequencer = Sequencer(configuration: sizes.sequencer)
        reader = LogReader(configuration: sizes.logReader)
        let revoked = revoked
        loops = (1...sizes.loops).map { NodeLoop($0, on: node, sharing: revoked) }
        home = loops[0]
    }

    /// A time that neither jumps nor stands still while it is frozen.
    var now: Duration { world.schedule.now }

    /// Begins to follow the log, and may take the lease.
    func start() {
        follow(after: .started)
        sequence(after: .started)
        for loop in loops { loop.start() }
        look()
    }

    /// Ends at once, in the middle of anything.
    func die(silently: Bool) {
        for loop in loops { loop.die(silently: silently) }
    }

    /// Is told to stop: gives the lease back, and has all loops send everybody away.
    func drain() {
        home.turn { [self] in
            guard !isDraining else { return }
            world.tally.bites(.nodeDrained)
            world.story.tell(node.name, "drains")
            isDraining = true
            for loop in loops { loop.mail(DrainCall(of: loop)) }
        }
    }

    /// Tells a loop to send everybody away.
    private final class DrainCall: Errand {
        private let loop: NodeLoop

        init(of loop: NodeLoop) { self.loop = loop }

        override func proceed() { loop.turn { [loop] in loop.drain() } }
    }

    /// Looks at what the time alone makes of the node, again and again.
    private func look() {
        lookAtTime()
        world.schedule.after(.milliseconds(250)) { [self] in
            home.turn { [self] in look() }
        }
    }

    /// Whether its sequencer and log reader have to wait.
    var isStanding: Bool { home.isStanding }

    /// A turn of the loop that sequencer and log reader live on.
    func turn(_ body: @escaping () -> Void) { home.turn(body) }

    /// How it asks PostgreSQL.
    var postgres: VirtualPostgres.Caller { home.postgres }

    /// How it asks Redis.
    var redis: VirtualRedis.Caller {
        .init(loop: home, node: node.index, connection: droppedConnections)
    }
}
