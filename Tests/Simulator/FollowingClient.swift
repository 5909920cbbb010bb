import Events
import LiveClient
import LiveProtocol

/// A client that names its topics when it comes and says nothing after that, as a reader of
/// server-sent events or of CloudEvents does: what `protocol/doors.md` asks of it, and no more.
///
/// It keeps one position for all its topics. It does not check `prev`: that nothing is missing is
/// the hub's promise, and the oracle's to see.
final class FollowingClient: SimulatedClient {
    /// The last position that came, if it is of use.
    private var position = ResumePoint.none
    /// Whether this connection has said where it is.
    private var isLevel = false
    private var heardAt: Duration = .zero
    /// How long a `bye` asked it to stay away.
    private var absence: Duration?

    /// A node pings each 3 s: who hears nothing for so long has lost it.
    private static let longestSilence: Duration = .seconds(7)

    init(_ index: Int, _ kind: People.Kind, in world: Simulation, random: SeededRandom) {
        super.init(
            "follower-\(index + 1)", kind, takesSnapshot: index % 3 != 2, in: world,
            random: random)
    }

    override func start() {
        super.start()
        // Some programs keep nothing.
        if random.chance(0.3) { position = .none }
        comeBack(after: .zero)
    }

    override var isLive: Bool { isConnected && isLevel }

    /// Whether the last position is the end of the history, or one that nothing was published after.
    func isAtEnd(_ head: Cursor) -> Bool { isLive && position == .cursor(head) }

    /// One query has one choice of types for all topics.
    override func mayTake(_ types: Set<String>?) -> Bool {
        views.allSatisfy { $0.types == types }
    }

    override func took(_ view: TopicView) { askAnew() }
    override func gaveUp(_ view: TopicView) { askAnew() }

    /// Other topics are another question, which the position is not for.
    private func askAnew() {
        position = .none
        if link != nil { ended(.lost) }
    }

    private func comeBack(after delay: Duration) {
        later(delay) { [self] in if link == nil { connect() } }
    }

    // MARK: - The socket

    override func knock(at loop: NodeLoop, _ link: Link) -> ClientEnd? {
        let request = SubscribeRequest(
            id: "query", topics: views.map { WantedTopic($0.name, from: position) },
            types: views.first?.types, takesSnapshot: takesSnapshot)
        return loop.accept(link, following: request, by: token)
    }

    override func opened() {
        heard()
        isLevel = false
    }

    override func heard() { heardAt = world.schedule.now }

    override func tick() {
        if world.schedule.now - heardAt > Self.longestSilence { ended(.lost) }
    }

    override func closed(_ end: ClientEnd) {
        isLevel = false
        showsFresh = false
        let delay = absence ?? random.milliseconds(100...2_000)
        absence = nil
        switch end {
        case .closed(CloseCode.credentialsEnded.rawValue), .refused(status: 401, _): logInAgain()
        case .closed(CloseCode.forbidden.rawValue):
            world.oracle.blame("\(name) may follow its topics, and was refused")
        case .closed, .refused, .lost: comeBack(after: delay)
        }
    }

    // MARK: - What it is told

    override func read(_ frame: TextFrame) {
        heard()
        do throws(ServerMessageError) {
            guard let message = try frame.message(by: world.messages).message else { return }
            if frame.isOverdue, case .event = message { world.oracle.overdue(on: self) }
            obey(message)
        } catch {
            world.oracle.blame("\(name) cannot read a frame: \(error)")
        }
        switch frame.position {
        case .unsaid: break
        case .at(let cursor): moved(to: cursor)
        case .void: position = .unusable
        }
    }

    private func obey(_ message: ServerMessage) {
        switch message {
        case .welcome, .fresh: showsFresh = true
        case .stale: showsFresh = false
        case .subscribed(_, let outcomes): for outcome in outcomes { begin(outcome) }
        case .snapshot(let topic, let cursor, let state, _):
            replace(topic, with: state, at: cursor)
        case .reset(let topic, let cursor, _):
            tell(topic, "is told to start again at \(cursor)")
            begin(topic, at: cursor)
        case .event(let frame): take(frame)
        case .mark(let cursor, nil): moved(to: cursor)
        case .mark(let cursor, let topic?):
            world.oracle.marked(cursor, topic, on: self)
        case .bye(_, _, let milliseconds):
            absence = milliseconds.map { .milliseconds($0) }
        case .unsubscribed, .error, .pong, .authenticated:
            world.oracle.blame("\(name) was told '\(message.operation)', which it cannot ask for")
        }
    }

    private func begin(_ outcome: TopicOutcome) {
        switch outcome {
        case .live(let topic, let cursor), .reset(let topic, let cursor):
            tell(topic, "begins at \(cursor)")
            begin(topic, at: cursor)
        case .resumed(let topic, let cursor): tell(topic, "goes on after \(cursor)")
        case .snapshot: break
        case .rejected(let topic, let code):
            world.oracle.blame("\(name) may follow \(topic), and was refused with \(code)")
        }
    }

    /// An event that it has already changes nothing: it comes again where the position was the one
    /// before it.
    private func take(_ frame: EventFrame) {
        guard let view = view(frame.topic), let cursor = frame.cursor else { return }
        if let base = view.base, base.epoch == cursor.epoch, cursor.seq <= view.last { return }
        world.oracle.delivered(frame, to: self, on: view)
    }

    /// Everything at or below the position was sent, of all topics.
    private func moved(to cursor: Cursor) {
        position = .cursor(cursor)
        isLevel = true
        world.oracle.marked(cursor, nil, on: self)
    }
}
