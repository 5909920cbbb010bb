/// Something that puts load on the target: a publisher, agents that book, readers. *(loop)*
///
/// It works on a schedule that does not wait for answers, and measures from when something should
/// have been done.
protocol LoadSource: Actor {
    /// Works until its time is over and everything it began is answered or given up.
    func run() async
    /// What happened since the last call, for the live line.
    func takeSample() async -> LoadSample
    /// The part of the run that it is in, if times are to be kept apart.
    func phase() async -> RunPhase?
    /// What clients should have got and hold, once the load is over.
    func truth() async -> LoadTruth
    /// Checks what can be checked once the load is over, and says what was found.
    func outcome() async -> LoadOutcome
}

extension LoadSource {
    func phase() async -> RunPhase? { nil }

    func truth() async -> LoadTruth { LoadTruth() }
}

/// What clients should have got and hold, as far as a source knows it.
struct LoadTruth: Sendable {
    /// Events that it published, of a target whose history cannot be asked.
    var published: [Int64] = []
    /// How many events were taken on each topic, of a hub: its history must have them all.
    var taken: [String: Int] = [:]
    /// The digest of the state at the end, by topic.
    var views: [String: UInt64] = [:]

    /// Adds what another source knows.
    mutating func add(_ other: LoadTruth) {
        published += other.published
        taken.merge(other.taken, uniquingKeysWith: +)
        views.merge(other.views) { $1 }
    }
}

/// What a source did since its last sample.
struct LoadSample: Sendable {
    /// Events published, bookings committed.
    var events = 0
    /// Answers of the REST interface.
    var answers = 0
    /// Times of the answers, where they are what is measured.
    var times = TimesDelta()
    /// Faults and failures so far.
    var errors = 0
    /// Changes that the hub acknowledged since the last sample.
    var commits: [WorkerOrder.Commit] = []

    /// Adds what another source did.
    mutating func add(_ other: LoadSample) {
        events += other.events
        answers += other.answers
        times.add(other.times)
        errors += other.errors
        commits += other.commits
    }
}

/// What a source adds to the report.
struct LoadOutcome: Sendable {
    var latencies: [RunReport.Latency] = []
    var figures: [RunReport.Figure] = []
    var faults: [RunReport.Fault] = []
    var failures: [RunReport.Failure] = []
}
