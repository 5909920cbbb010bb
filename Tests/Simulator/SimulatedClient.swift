import Accounts
import Events
import Hub
import LiveClient
import LiveProtocol

/// A client of the hub: a socket, and what its user sees.
///
/// What program uses them is up to the kinds of clients below it.
class SimulatedClient {
    let name: String
    let kind: People.Kind
    unowned(unsafe) let world: Simulation
    var random: SeededRandom
    private(set) var token: String?
    /// The session that the token is of.
    private(set) var session: UniqueID?
    private(set) var link: Link?
    final var views: [TopicView] = []
    /// Whether the topics it follows begin with snapshots where there are some.
    let takesSnapshot: Bool
    /// Whether the screen says that it is up to date.
    final var showsFresh = false
    /// Bytes a second that it reads; nil for as many as come.
    final var readRate: Int? { didSet { link?.toClient.rate = readRate } }
    /// Counts its runs; what belongs to an earlier one is over.
    private(set) var run = 0
    private var socket = 0
    private var isOpen = false

    init(
        _ name: String, _ kind: People.Kind, takesSnapshot: Bool, in world: Simulation,
        random: SeededRandom
    ) {
        self.name = name
        self.kind = kind
        self.takesSnapshot = takesSnapshot
        self.world = world
        self.random = random
    }

    // MARK: - What a program does

    /// Begins anew, as a program does that has kept what it holds and where it was.
    func start() {
        run += 1
        showsFresh = false
        drop()
        logIn()
    }

    /// Whether every topic that it follows stands.
    var isLive: Bool { false }

    /// Whether it can follow a topic by these types beside what it follows.
    func mayTake(_ types: Set<String>?) -> Bool { true }

    /// It follows one topic more.
    func took(_ view: TopicView) {}

    /// It has given a topic up.
    func gaveUp(_ view: TopicView) {}

    /// The answer to the handshake: nil when it takes the client in.
    func knock(at loop: NodeLoop, _ link: Link) -> ClientEnd? { nil }

    /// The handshake is done.
    func opened() {}

    /// A second has gone by on an open connection.
    func tick() {}

    /// The connection is gone, or never came to be.
    func closed(_ end: ClientEnd) {}

    /// The node asks whether it is there, or says that it is itself.
    func heard() {}

    /// A frame has come.
    func read(_ frame: TextFrame) {}

    // MARK: - Who it is

    private func logIn() {
        token = world.people.logIn(kind, at: world.wall, for: lifetimeOfToken)
        session = token.flatMap { world.people.principal(of: $0) }?.sessionID
    }

    /// Tokens expire while things go wrong, and not once the world comes to rest.
    private var lifetimeOfToken: Duration {
        let lifetime = random.milliseconds(8_000...90_000)
        return world.schedule.now + lifetime < world.sizes.trouble ? lifetime : .seconds(600)
    }

    final func logInAgain() {
        world.story.tell(name, "has to log in again")
        later(.milliseconds(400)) { [self] in start() }
    }

    /// Does something after a while, unless the program has begun anew by then.
    final func later(_ delay: Duration, _ body: @escaping () -> Void) {
        let current = run
        world.schedule.after(delay) { [self] in
            if run == current { body() }
        }
    }

    // MARK: - What it follows

    /// Follows one topic more.
    final func follow(_ topic: Topic, types: Set<String>? = nil) {
        guard !views.contains(where: { $0.topic == topic }), mayTake(types) else { return }
        world.story.tell(name, "follows \(topic.short)")
        let view = TopicView(topic, types: types, read: world.states)
        views.append(view)
        took(view)
    }

    /// Gives a topic up.
    final func leave(_ topic: Topic) {
        guard let index = views.firstIndex(where: { $0.topic == topic }) else { return }
        world.story.tell(name, "leaves \(topic.short)")
        gaveUp(views.remove(at: index))
    }

    // MARK: - The socket

    /// Whether it has a connection, as far as it knows.
    final var isConnected: Bool { link != nil && isOpen }

    /// Ends the connection without a word.
    final func drop() {
        link?.clientLoses = {}
        link?.clientReceives = { _ in }
        link?.cut()
        link = nil
        socket += 1
    }

    /// Loses its end of the connection; the node's end stands until it finds out.
    final func forsakeLink() {
        guard let link, isOpen else { return }
        world.tally.bites(.doubledLink)
        link.clientLoses = {}
        link.clientReceives = { _ in }
        self.link = nil
        ended(.lost)
    }

    final func ended(_ end: ClientEnd) {
        drop()
        world.story.tell(name, "lost its connection (\(end))")
        closed(end)
    }

    final func connect() {
        guard let node = random.pick(world.nodes) else { return }
        let link = Link(
            on: world.schedule, tally: world.tally, latency: random.milliseconds(0.3...12),
            window: world.sizes.socketWindow)
        link.toClient.rate = readRate
        self.link = link
        socket += 1
        let number = socket
        // The world keeps its clients to the end.
        link.clientReceives = { [unowned(unsafe) self] in received($0) }
        link.clientLoses = { [unowned(unsafe) self] in
            if socket == number { ended(.lost) }
        }
        world.story.tell(name, "connects to \(node.name)")
        world.schedule.after(.seconds(3)) { [self] in
            if socket == number, !isOpen { ended(.lost) }
        }
        knock(at: node, link, number)
    }

    /// The handshake: a node that is not there refuses, one that is frozen says nothing.
    private func knock(at node: SimulatedNode, _ link: Link, _ number: Int) {
        isOpen = false
        world.schedule.after(link.toServer.latency * 3) { [self] in
            // Each loop has a listener of its own, and the kernel chooses.
            guard let loop = random.pick(node.process?.loops ?? []) else {
                if socket == number { ended(.lost) }
                return
            }
            world.story.tell(name, "knocks at \(loop.name)")
            loop.turn { [self] in
                // Before the first frame, which leaves at the end of this turn.
                let refusal = knock(at: loop, link)
                world.schedule.after(link.toClient.latency) { [self] in
                    guard socket == number, !link.isCut else { return }
                    if let refusal { ended(refusal) } else { opened(number) }
                }
            }
        }
    }

    private func opened(_ number: Int) {
        isOpen = true
        opened()
        world.schedule.after(.seconds(1), Ticks(of: self, on: number))
    }

    private func tick(by ticks: Ticks) {
        tick()
        world.schedule.after(.seconds(1), ticks)
    }

    /// Lets time pass, again and again, for as long as one socket is open.
    private final class Ticks: Errand {
        private let client: SimulatedClient
        private let socket: Int

        init(of client: SimulatedClient, on socket: Int) {
            self.client = client
            self.socket = socket
        }

        override func proceed() {
            if client.socket == socket { client.tick(by: self) }
        }
    }

    private func received(_ packet: Link.Packet) {
        switch packet {
        case .text(let frame): read(frame)
        case .ping:
            link?.sendToServer(.pong)
            heard()
        case .pong: heard()
        case .close(let code): ended(.closed(code))
        }
    }

    // MARK: - What it holds

    final func view(_ topic: String) -> TopicView? {
        for view in views where view.name == topic { return view }
        return nil
    }

    final func view(_ number: Int) -> TopicView? {
        for view in views where view.number == number { return view }
        return nil
    }

    final func tell(_ topic: String, _ what: @autoclosure () -> String) {
        world.story.tell(name, "\(view(topic)?.topic.short ?? topic) \(what())")
    }

    /// Replaces what it holds of a topic by a snapshot.
    final func replace(_ topic: String, with state: [UInt8], at cursor: Cursor) {
        tell(topic, "is replaced by a snapshot at \(cursor)")
        guard let view = view(topic) else { return }
        world.oracle.replaced(view, at: cursor, of: self)
        view.replace(with: state, at: cursor)
    }

    /// Holds nothing before `cursor`; the state of a state topic is read by REST.
    final func begin(_ topic: String, at cursor: Cursor) {
        guard let view = view(topic) else { return }
        view.startAgain(at: cursor)
        if view.topic.kind.delivery == .state { load(topic, view.load()) }
    }

    private func load(_ name: String, _ question: Int) {
        guard let topic = view(name)?.topic else { return }
        let postgres = world.postgres
        let caller = VirtualPostgres.Caller(loop: nil, node: nil)
        postgres.ask(caller, { postgres.snapshot(of: topic) }) { [self] in
            if case .success(let snapshot) = $0 {
                view(name)?.loaded(snapshot.state, by: question)
            } else {
                load(name, question)
            }
        }
    }
}
