import Events

/// A Redis server as far as the hub can tell: a stream for each epoch that refuses ids at or below
/// its last, a key for the watermark, and everything that can befall them.
final class VirtualRedis {
    /// What it has in memory: a value, so that an old dump is a copy of it.
    struct State {
        var streams: [Epoch: [LogEntry]] = [:]
        var watermark: Watermark?
    }

    /// A node's end: who asks, and which connections it has made.
    struct Caller {
        let loop: NodeLoop
        let node: Int
        /// Counts the connections that this node has dropped.
        let connection: Int
    }

    /// A read that waits for something to read.
    private struct Waiter {
        let number: Int
        let epoch: Epoch
        let after: Int64
        let wake: () -> Void
    }

    private let schedule: Schedule
    private let story: Story
    private let tally: FaultTally
    private var random: SeededRandom
    private let window: Int

    private(set) var state = State()
    private(set) var isUp = true
    /// Refuses writes while reads go on: full, or a replica.
    var refusesWrites = false
    /// Nodes that cannot reach it.
    var unreachable: Set<Int> = []
    /// How many answers in one are lost on the way back, with their connection.
    var answerLoss = 0.0
    private var incarnation = 0
    private var waiters: [Waiter] = []
    private var lastWaiter = 0

    init(
        window: Int, on schedule: Schedule, story: Story, tally: FaultTally, random: SeededRandom
    ) {
        self.window = window
        self.tally = tally
        self.schedule = schedule
        self.story = story
        self.random = random
    }

    /// Names the connection that `caller` has now; another number is another connection.
    func connection(of caller: Caller) -> Int { incarnation << 20 | caller.connection }

    // MARK: - Commands

    /// The newest entry of the stream of `epoch`.
    func end(
        of epoch: Epoch, _ caller: Caller, _ reply: @escaping (Result<LogEnd?, LogFailure>) -> Void
    ) {
        ask(
            caller,
            { [self] () throws(LogFailure) in
                state.streams[epoch]?.last.map { LogEnd(seq: $0.seq, identity: $0.identity) }
            }, reply)
    }

    /// `MULTI`, an `XADD` for each entry, `EXEC`: an id that is not above the last is refused alone.
    func append(
        _ entries: [LogEntry], to epoch: Epoch, _ caller: Caller,
        _ reply: @escaping (Result<Void, LogFailure>) -> Void
    ) {
        ask(
            caller,
            { [self] () throws(LogFailure) in
                try checkRoom()
                let refused = append(entries, to: epoch)
                story.tell(
                    "redis",
                    "log \(epoch.generation) ends at \(state.streams[epoch]?.last?.seq ?? 0)"
                        + (refused > 0 ? ", refused \(refused)" : ""))
                wake(epoch)
                if refused > 0 { throw .notAboveEnd }
            }, reply)
    }

    private func checkRoom() throws(LogFailure) {
        guard refusesWrites else { return }
        tally.bites(.redisFull)
        throw .refused("OOM command not allowed")
    }

    /// Returns how many were refused.
    ///
    /// In place: a copy of the stream for each write is not small.
    private func append(_ entries: [LogEntry], to epoch: Epoch) -> Int {
        var refused = 0
        for entry in entries {
            if entry.seq > state.streams[epoch]?.last?.seq ?? 0 {
                state.streams[epoch, default: []].append(entry)
            } else {
                refused += 1
            }
        }
        let excess = (state.streams[epoch]?.count ?? 0) - window
        if excess > 0 { state.streams[epoch]?.removeFirst(excess) }
        return refused
    }

    /// The script that sets the watermark, unless another of a higher generation than `rival` is there.
    func write(
        _ watermark: Watermark, over rival: Watermark?, _ caller: Caller,
        _ reply: @escaping (Result<Void, LogFailure>) -> Void
    ) {
        ask(
            caller,
            { [self] () throws(LogFailure) in
                try checkRoom()
                if let held = state.watermark, held != rival,
                    held.epoch.generation > watermark.epoch.generation
                {
                    throw .superseded(by: held)
                }
                state.watermark = watermark
            }, reply)
    }

    /// `GET` of the watermark.
    func watermark(_ caller: Caller, _ reply: @escaping (Result<Watermark?, LogFailure>) -> Void) {
        ask(caller, { [self] () throws(LogFailure) in state.watermark }, reply)
    }

    /// `XREAD BLOCK`: what is after `seq`, as soon as there is any, or nothing after `wait`.
    func read(
        _ epoch: Epoch, after seq: Int64, limit: Int, wait: Duration, _ caller: Caller,
        _ reply: @escaping (Result<[LogEntry], LogFailure>) -> Void
    ) {
        let answer = { [self] in
            ask(
                caller,
                { [self] () throws(LogFailure) in
                    entries(of: epoch, after: seq, limit: limit)
                }, reply)
        }
        guard !hasEntries(of: epoch, after: seq), reaches(caller, incarnation) else {
            return answer()
        }
        lastWaiter += 1
        let number = lastWaiter
        waiters.append(Waiter(number: number, epoch: epoch, after: seq, wake: answer))
        schedule.after(wait) { [self] in
            guard let index = waiters.firstIndex(where: { $0.number == number }) else { return }
            waiters.remove(at: index)
            answer()
        }
    }

    private func hasEntries(of epoch: Epoch, after seq: Int64) -> Bool {
        state.streams[epoch]?.last.map { $0.seq > seq } ?? false
    }

    private func entries(of epoch: Epoch, after seq: Int64, limit: Int) -> [LogEntry] {
        let stream = state.streams[epoch] ?? []
        let start = stream.lastIndex { $0.seq <= seq }.map { $0 + 1 } ?? 0
        return Array(stream[start...].prefix(limit))
    }

    private func wake(_ epoch: Epoch) {
        let woken = waiters.filter { waiter in
            waiter.epoch == epoch && hasEntries(of: epoch, after: waiter.after)
        }
        waiters.removeAll { waiter in woken.contains { $0.number == waiter.number } }
        for waiter in woken { waiter.wake() }
    }

    // MARK: - The way there and back

    private func ask<Answer>(
        _ caller: Caller, _ command: @escaping () throws(LogFailure) -> Answer,
        _ reply: @escaping (Result<Answer, LogFailure>) -> Void
    ) {
        let back = random.milliseconds(0.05...0.6)
        var result = Result<Answer, LogFailure>.failure(.unavailable)
        let question = Question(of: self, by: caller, back: back) { step in
            switch step {
            case .run: result = Result { () throws(LogFailure) in try command() }
            case .answer: reply(result)
            case .lose: reply(.failure(.unavailable))
            }
        }
        schedule.after(random.milliseconds(0.05...0.6), question)
    }

    /// A command on its way: it gets there, runs, and its answer comes back.
    final class Question: Errand {
        /// What is next.
        enum Step {
            case run, answer, lose
        }

        private let server: VirtualRedis
        private let caller: Caller
        private let connection: Int
        private let back: Duration
        private let take: (Step) -> Void
        private var next = Step.run

        fileprivate init(
            of server: VirtualRedis, by caller: Caller, back: Duration,
            _ take: @escaping (Step) -> Void
        ) {
            self.server = server
            self.caller = caller
            connection = server.incarnation
            self.back = back
            self.take = take
        }

        override func proceed() {
            guard next == .lose || server.reaches(caller, connection) else { return lose() }
            switch next {
            case .run:
                take(.run)
                if server.losesAnswer() { return lose() }
                next = .answer
                server.schedule.after(back, self)
            case .answer, .lose: enter(next)
            }
        }

        private func enter(_ step: Step) {
            if caller.loop.isStanding {
                caller.loop.turn { [take] in take(step) }
            } else {
                caller.loop.run { take(step) }
            }
        }

        private func lose() {
            next = .lose
            server.schedule.after(server.lossTime(of: caller), self)
        }
    }

    private func losesAnswer() -> Bool {
        guard random.chance(answerLoss) else { return false }
        tally.bites(.redisDeaf)
        return true
    }

    private func reaches(_ caller: Caller, _ connection: Int) -> Bool {
        isUp && connection == incarnation && !isUnreachable(for: caller)
    }

    private func isUnreachable(for caller: Caller) -> Bool {
        !unreachable.isEmpty && unreachable.contains(caller.node)
    }

    private func lossTime(of caller: Caller) -> Duration {
        if isUnreachable(for: caller) { tally.bites(.redisUnreachable) }
        return isUp ? random.milliseconds(100...1_800) : random.milliseconds(0.5...3)
    }
}

// MARK: - What can befall it

extension VirtualRedis {
    /// Stops; every connection breaks.
    func stop() {
        story.tell("redis", "stops")
        isUp = false
        incarnation += 1
        let broken = waiters
        waiters.removeAll()
        for waiter in broken { waiter.wake() }
    }

    /// Forgets who waits, and with it all that they hold on to.
    func clear() { waiters = [] }

    /// Comes back with what it had, with nothing, or with an old dump.
    func start(with state: State? = nil) {
        guard !isUp else { return }
        if let state {
            self.state = state
            story.tell("redis", "comes back with other data: \(state.summary)")
        } else {
            story.tell("redis", "is back")
        }
        isUp = true
    }
}

extension VirtualRedis.State {
    /// Whether a log of it has what `other` has not.
    func isAhead(of other: VirtualRedis.State) -> Bool {
        streams.contains { epoch, entries in
            (entries.last?.seq ?? 0) > (other.streams[epoch]?.last?.seq ?? 0)
        }
    }

    fileprivate var summary: String {
        let ends = streams.sorted {
            ($0.key.generation, $0.key.id) < ($1.key.generation, $1.key.id)
        }.map {
            "\($0.key.generation) ends at \($0.value.last?.seq ?? 0)"
        }
        return ends.isEmpty ? "nothing" : ends.joined(separator: ", ")
    }
}
