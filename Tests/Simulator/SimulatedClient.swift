import Accounts
import Events
import Hub
import LiveClient
import LiveProtocol

/// A client of the hub: the client machine under test, a socket, and what its user sees.
final class SimulatedClient {
    let name: String
    let kind: People.Kind
    unowned(unsafe) let world: Simulation
    var random: SeededRandom
    private(set) var machine: ClientMachine
    private(set) var token: String?
    /// The session that the token is of.
    private(set) var session: UniqueID?
    private(set) var link: Link?
    var views: [TopicView] = []
    /// Whether the topics it follows begin with snapshots where there are some.
    let takesSnapshot: Bool
    /// Whether the screen says that it is up to date.
    private(set) var showsFresh = false
    /// Bytes a second that it reads; nil for as many as come.
    var readRate: Int? { didSet { link?.toClient.rate = readRate } }
    /// Counts its runs; what belongs to an earlier one is over.
    private var run = 0
    private var socket = 0
    /// Of the topic of the event that is being read: what is delivered meanwhile is this event.
    private var viewInReading: TopicView?
    /// Memory for what the machine wants, while it is not in use.
    private var spareActions: [ClientAction] = []

    init(_ index: Int, _ kind: People.Kind, in world: Simulation, random: SeededRandom) {
        self.kind = kind
        self.world = world
        self.random = random
        name = "client-\(index + 1)"
        takesSnapshot = index % 4 != 3
        machine = ClientMachine(seed: 0)
    }

    /// Begins anew, as a program does that has kept what it holds and where it was.
    func start() {
        run += 1
        drop()
        let old = machine
        token = world.people.logIn(kind, at: world.wall, for: lifetimeOfToken)
        session = token.flatMap { world.people.principal(of: $0) }?.sessionID
        machine = ClientMachine(
            configuration: world.sizes.client, token: token, seed: random.next())
        for view in views { follow(view, from: old.position(on: view.name)) }
        machine.start()
        perform()
    }

    /// Tokens expire while things go wrong, and not once the world comes to rest.
    private var lifetimeOfToken: Duration {
        let lifetime = random.milliseconds(8_000...90_000)
        return world.schedule.now + lifetime < world.sizes.trouble ? lifetime : .seconds(600)
    }

    /// Follows one topic more.
    func follow(_ topic: Topic, types: Set<String>? = nil) {
        guard !views.contains(where: { $0.topic == topic }) else { return }
        world.story.tell(name, "follows \(topic.short)")
        let view = TopicView(topic, types: types, read: world.states)
        views.append(view)
        follow(view, from: nil)
        perform()
    }

    /// Gives a topic up.
    func leave(_ topic: Topic) {
        world.story.tell(name, "leaves \(topic.short)")
        views.removeAll { $0.topic == topic }
        machine.leave(topic.description)
        perform()
    }

    private func follow(_ view: TopicView, from cursor: Cursor?) {
        machine.follow(
            [view.name], from: cursor,
            options: SubscriptionOptions(types: view.types, takesSnapshot: takesSnapshot))
    }

    /// Whether it has a connection, as far as it knows.
    var isConnected: Bool { link != nil && isOpen }

    /// Whether every topic that it follows stands.
    var isLive: Bool { machine.isLive }

    // MARK: - The socket

    /// Ends the connection without a word.
    private func drop() {
        link?.clientLoses = {}
        link?.clientReceives = { _ in }
        link?.cut()
        link = nil
        socket += 1
    }

    /// Loses its end of the connection; the node's end stands until it finds out.
    func forsakeLink() {
        guard let link, isOpen else { return }
        world.tally.bites(.doubledLink)
        link.clientLoses = {}
        link.clientReceives = { _ in }
        self.link = nil
        ended(.lost)
    }

    private func ended(_ end: ClientEnd) {
        drop()
        world.story.tell(name, "lost its connection (\(end))")
        machine.closed(end, now: world.schedule.now)
        perform()
    }

    private func connect() {
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

    private var isOpen = false

    /// The handshake: a node that is not there refuses, one that is frozen says nothing.
    private func knock(at node: SimulatedNode, _ link: Link, _ number: Int) {
        isOpen = false
        world.schedule.after(link.toServer.latency * 3) { [self] in
            guard let process = node.process else {
                if socket == number { ended(.lost) }
                return
            }
            process.turn { [self] in
                // Before the first frame, which leaves at the end of this turn.
                let isTaken = process.accept(link)
                world.schedule.after(link.toClient.latency) { [self] in
                    guard socket == number, !link.isCut else { return }
                    if isTaken {
                        opened(number)
                    } else {
                        ended(.refused(status: 503, retryAfter: .milliseconds(300)))
                    }
                }
            }
        }
    }

    private func opened(_ number: Int) {
        isOpen = true
        machine.opened(now: world.schedule.now)
        perform()
        world.schedule.after(.seconds(1), Ticks(of: self, on: number))
    }

    private func tick(by ticks: Ticks) {
        machine.tick(now: world.schedule.now)
        perform()
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
        let now = world.schedule.now
        switch packet {
        case .text(let frame): read(frame, now: now)
        case .ping:
            link?.sendToServer(.pong)
            machine.heard(now: now)
        case .pong: machine.heard(now: now)
        case .close(let code): ended(.closed(code))
        }
    }

    private func read(_ frame: TextFrame, now: Duration) {
        do throws(ServerMessageError) {
            let read = try frame.message(by: world.messages)
            viewInReading = read.topic.flatMap { view($0) }
            defer { viewInReading = nil }
            if let run = read.run() {
                machine.received(run, now: now)
                perform()
            } else if let message = read.message {
                machine.received(message, now: now)
                perform()
                if case .mark(let cursor, let topic) = message {
                    world.oracle.marked(cursor, topic, on: self)
                }
            }
        } catch {
            machine.unreadable(error)
            perform()
        }
    }

    // MARK: - What the machine wants

    private func perform() {
        var actions = spareActions
        spareActions = []
        machine.takeActions(into: &actions)
        if actions.count == 1 {
            // Most are alone: it is moved, not copied.
            perform(actions.removeLast())
        } else {
            for action in actions { perform(action) }
            actions.removeAll(keepingCapacity: true)
        }
        spareActions = actions
    }

    private func perform(_ action: ClientAction) {
        switch action {
        case .connect(let delay):
            let current = run
            world.schedule.after(delay) { [self] in
                if run == current { connect() }
            }
        case .send(let message): send(message)
        case .disconnect: ended(.lost)
        case .welcomed: showsFresh = true
        case .stale, .interrupted: showsFresh = false
        case .fresh: showsFresh = true
        case .deliver(let frames):
            for frame in frames {
                guard let view = viewInReading ?? view(frame.topic) else { continue }
                world.oracle.delivered(frame, to: self, on: view)
            }
        case .replace(let topic, let cursor, let state):
            tell(topic, "is replaced by a snapshot at \(cursor)")
            view(topic)?.replace(with: state, at: cursor)
        case .reload(let topic, let cursor):
            tell(topic, "is told to start again at \(cursor)")
            begin(topic, at: cursor)
        case .standing(let topic, let cursor?):
            tell(topic, "stands at \(cursor)")
            if view(topic)?.base == nil { begin(topic, at: cursor) }
        case .standing(let topic, nil): tell(topic, "stands, a snapshot comes")
        case .gap(let topic, let after, let upTo):
            world.oracle.missed(topic, after: after, upTo: upTo, on: self)
        case .repeated, .passed: break
        case .failed(let error):
            world.story.tell(name, "is refused: \(error.code) \(error.message)")
        case .rejected(let topic, let code):
            world.oracle.blame("\(name) may follow \(topic), and was refused with \(code)")
        case .unreadable(let error): world.oracle.blame("\(name) cannot read a frame: \(error)")
        case .ended: logInAgain()
        }
    }

    private func send(_ message: ClientMessage) {
        guard world.bug == .keepsOneCursor, case .subscribe(var request) = message else {
            link?.sendToServer(.text(TextFrame(message.encoded())))
            return
        }
        let newest = views.compactMap { machine.position(on: $0.name) }
            .max { $0.seq < $1.seq }
        for index in request.topics.indices where request.topics[index].resume != .none {
            request.topics[index].resume = newest.map { .cursor($0) } ?? .none
        }
        link?.sendToServer(.text(TextFrame(ClientMessage.subscribe(request).encoded())))
    }

    private func logInAgain() {
        let current = run
        world.story.tell(name, "has to log in again")
        world.schedule.after(.milliseconds(400)) { [self] in
            if run == current { start() }
        }
    }

    private func tell(_ topic: String, _ what: @autoclosure () -> String) {
        world.story.tell(name, "\(view(topic)?.topic.short ?? topic) \(what())")
    }

    // MARK: - What it holds

    func view(_ topic: String) -> TopicView? {
        for view in views where view.name == topic { return view }
        return nil
    }

    private func view(_ number: Int) -> TopicView? {
        for view in views where view.number == number { return view }
        return nil
    }

    /// Holds nothing before `cursor`; the state of a state topic is read by REST.
    private func begin(_ topic: String, at cursor: Cursor) {
        guard let view = view(topic) else { return }
        view.startAgain(at: cursor)
        if view.topic.kind.delivery == .state { load(topic, view.load()) }
    }

    private func load(_ name: String, _ question: Int) {
        guard let topic = view(name)?.topic else { return }
        let postgres = world.postgres
        let caller = VirtualPostgres.Caller(process: nil, node: nil)
        postgres.ask(caller, { postgres.snapshot(of: topic) }) { [self] in
            if case .success(let snapshot) = $0 {
                view(name)?.loaded(snapshot.state, by: question)
            } else {
                load(name, question)
            }
        }
    }
}
