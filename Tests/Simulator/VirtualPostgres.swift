import Accounts
import Events

/// A PostgreSQL server as far as the hub can tell: statements that take time and may fail, ids
/// allotted before the commit, clocks that jump, fail-overs and restores.
final class VirtualPostgres {
    /// Who asks: a client's program, or a loop of a node that may have the server out of reach.
    struct Caller {
        let loop: NodeLoop?
        let node: Int?

        /// How an answer comes in.
        func enter(by step: @escaping (Question.Step) -> Void, _ answer: Question.Step) {
            guard let loop else { return step(answer) }
            if loop.isStanding {
                loop.turn { step(answer) }
            } else {
                loop.run { step(answer) }
            }
        }
    }

    let domain: Domain
    let schedule: Schedule
    let story: Story
    let tally: FaultTally
    let bug: ClassicBug?
    var random: SeededRandom

    var state: DatabaseState
    private(set) var timeline = 1
    private(set) var isUp = true
    /// Sessions that were made before it changed are broken.
    private(set) var session = 0
    /// How far `clock_timestamp()` is from virtual time.
    var clockOffset: Duration = .zero
    /// Nodes that cannot reach it.
    var unreachable: Set<Int> = []
    var isSlow = false
    private var wasTakenBack = false
    /// What `id > last` has seen, for the sequencer that reads by id.
    var lastSequencedID = 0

    /// Transactions that have not ended, by number; `locked` entities belong to one of them.
    var open: [Int: Transaction] = [:]
    var locked: Set<Int> = []
    var lastTransaction = 0
    var lastID = 0
    /// Called after each commit that wrote events.
    var committed: () -> Void = {}

    init(
        _ domain: Domain, on schedule: Schedule, story: Story, tally: FaultTally,
        bug: ClassicBug?, random: SeededRandom
    ) {
        self.domain = domain
        self.schedule = schedule
        self.story = story
        self.tally = tally
        self.bug = bug
        self.random = random
        state = DatabaseState(
            history: .init(epoch: Epoch(generation: 1, id: "origin"), timeline: 1), domain)
    }

    /// Whether the history was taken back under an epoch that has not ended yet.
    var isInDoubt: Bool { wasTakenBack || state.history.timeline != timeline }

    /// Its `clock_timestamp()`.
    var clock: Duration { schedule.now + clockOffset }

    /// Runs a statement at one moment, some time from now, and answers some time later.
    ///
    /// A connection that breaks on the way back leaves the caller not knowing whether it ran.
    func ask<Answer>(
        _ caller: Caller, _ statement: @escaping () throws(StoreFailure) -> Answer,
        then finish: @escaping (Answer) -> Answer = { $0 },
        _ reply: @escaping (Result<Answer, StoreFailure>) -> Void
    ) {
        let (there, between, back) = (latency(), latency(), latency())
        var result = Result<Answer, StoreFailure>.failure(.unavailable)
        let question = Question(of: self, by: caller, between: between, back: back) { step in
            switch step {
            case .run: result = Result { () throws(StoreFailure) in try statement() }
            case .finish: result = result.map(finish)
            case .answer: reply(result)
            case .refuse: reply(.failure(.unavailable))
            }
        }
        schedule.after(there, question)
    }

    /// A statement on its way: it gets there, runs, and its answer comes back.
    final class Question: Errand {
        /// What is next.
        enum Step {
            case run, finish, answer, refuse
        }

        private let server: VirtualPostgres
        private let caller: Caller
        private let session: Int
        private let between: Duration
        private let back: Duration
        private let take: (Step) -> Void
        private var next = Step.run

        fileprivate init(
            of server: VirtualPostgres, by caller: Caller, between: Duration, back: Duration,
            _ take: @escaping (Step) -> Void
        ) {
            self.server = server
            self.caller = caller
            session = server.session
            self.between = between
            self.back = back
            self.take = take
        }

        override func proceed() {
            guard next == .refuse || server.reaches(caller, session) else { return refuse() }
            switch next {
            case .run:
                take(.run)
                next = .finish
                server.schedule.after(between, self)
            case .finish:
                take(.finish)
                next = .answer
                server.schedule.after(back, self)
            case .answer, .refuse: caller.enter(by: take, next)
            }
        }

        /// A server that is down refuses at once; one that is out of reach only after a time-out.
        private func refuse() {
            next = .refuse
            server.schedule.after(server.refusalTime(of: caller), self)
        }
    }

    private func reaches(_ caller: Caller, _ session: Int) -> Bool {
        isUp && session == self.session && !isUnreachable(for: caller)
    }

    private func isUnreachable(for caller: Caller) -> Bool {
        guard let node = caller.node, !unreachable.isEmpty else { return false }
        return unreachable.contains(node)
    }

    private func refusalTime(of caller: Caller) -> Duration {
        guard isUp else { return random.milliseconds(1...5) }
        let refused = random.milliseconds(200...1_500)
        guard isUnreachable(for: caller) else { return refused }
        tally.bites(.postgresUnreachable)
        // A connection that is half open is given up once the time for an answer is over.
        return random.chance(0.5) ? refused : random.milliseconds(1_500...12_000)
    }

    private func latency() -> Duration {
        if isSlow {
            tally.bites(.postgresSlow)
            return random.milliseconds(20...400)
        }
        return random.chance(0.01) ? random.milliseconds(5...60) : random.milliseconds(0.1...1.2)
    }
}

// MARK: - What can befall it

extension VirtualPostgres {
    /// Stops; open transactions are rolled back.
    func stop() {
        story.tell("postgres", "stops at head \(state.head), epoch \(state.history.epoch)")
        isUp = false
        session += 1
        open.removeAll()
        locked.removeAll()
    }

    /// Comes back with what it had.
    func start() {
        guard !isUp else { return }
        isUp = true
        story.tell("postgres", "is back at head \(state.head) on timeline \(timeline)")
    }

    /// Comes back as another copy of the data, which may be behind, on a new timeline or not.
    func start(as copy: DatabaseState, newTimeline: Bool) {
        guard !isUp else { return }
        if newTimeline {
            timeline += 1
        } else if copy.committed < state.committed || copy.head < state.head
            || copy.history.epoch != state.history.epoch
        {
            wasTakenBack = true
        }
        story.tell(
            "postgres",
            "lost \(state.committed - copy.committed) of \(state.committed) committed events")
        state = copy
        start()
    }

    /// Begins a new history in the database at hand.
    func beginEpoch(_ reason: String) {
        let id = String(random.next() >> 8, radix: 36)
        state.history.epoch = Epoch(
            generation: state.history.epoch.generation + 1, id: String(id.prefix(10)))
        state.history.timeline = timeline
        wasTakenBack = false
        story.tell("postgres", "EPOCH \(state.history.epoch) from \(state.head): \(reason)")
    }
}
