import Accounts
import Events
import Hub
import LiveClient
import LiveProtocol

/// A client that subscribes by messages: the client machine under test is its program.
final class SubscribingClient: SimulatedClient {
    private var machine = ClientMachine(seed: 0)
    /// Of the topic of the event that is being read: what is delivered meanwhile is this event.
    private var viewInReading: TopicView?
    /// Memory for what the machine wants, while it is not in use.
    private var spareActions: [ClientAction] = []

    init(_ index: Int, _ kind: People.Kind, in world: Simulation, random: SeededRandom) {
        super.init(
            "client-\(index + 1)", kind, takesSnapshot: index % 4 != 3, in: world, random: random)
    }

    override func start() {
        world.oracle.parted(self)
        super.start()
        let old = machine
        machine = ClientMachine(
            configuration: world.sizes.client, token: token, seed: random.next())
        for view in views { follow(view, from: old.position(on: view.name)) }
        machine.start()
        perform()
    }

    override var isLive: Bool { machine.isLive }

    override func took(_ view: TopicView) {
        follow(view, from: nil)
        perform()
    }

    override func gaveUp(_ view: TopicView) {
        machine.leave(view.name)
        perform()
    }

    private func follow(_ view: TopicView, from cursor: Cursor?) {
        machine.follow(
            [view.name], from: cursor,
            options: SubscriptionOptions(types: view.types, takesSnapshot: takesSnapshot))
    }

    // MARK: - The socket

    override func knock(at loop: NodeLoop, _ link: Link) -> ClientEnd? {
        loop.accept(link) ? nil : .refused(status: 503, retryAfter: .milliseconds(300))
    }

    override func closed(_ end: ClientEnd) {
        world.oracle.parted(self)
        machine.closed(end, now: world.schedule.now)
        perform()
    }

    override func opened() {
        machine.opened(now: world.schedule.now)
        perform()
    }

    override func tick() {
        machine.tick(now: world.schedule.now)
        perform()
    }

    override func heard() { machine.heard(now: world.schedule.now) }

    override func read(_ frame: TextFrame) {
        let now = world.schedule.now
        do throws(ServerMessageError) {
            let read = try frame.message(by: world.messages)
            viewInReading = read.topic.flatMap { view($0) }
            defer { viewInReading = nil }
            if frame.isOverdue, viewInReading != nil { world.oracle.overdue(on: self) }
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
        case .connect(let delay): later(delay) { [self] in connect() }
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
        case .replace(let topic, let cursor, let state): replace(topic, with: state, at: cursor)
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
}
