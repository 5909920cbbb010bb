import Events

/// A world in one thread: nodes, clients, their databases and networks, and a virtual clock.
///
/// The pure rules of the hub run as they are; everything around them is virtual. One seed is one
/// story, byte by byte.
package final class Simulation {
    let sizes: Sizes
    let bug: ClassicBug?
    let schedule = Schedule()
    /// What happened.
    package let story: Story
    /// What was brought about, and what came of it.
    let tally = FaultTally()
    var random: SeededRandom
    let domain: Domain
    let people: People
    let postgres: VirtualPostgres
    let redis: VirtualRedis
    /// What clients read.
    let messages: RecentMessages
    let states: RecentStates
    private(set) var nodes: [SimulatedNode] = []
    private(set) var clients: [SimulatedClient] = []
    private(set) lazy var oracle = Oracle(of: self)
    private(set) lazy var workload = Workload(in: self, random: random.stream())
    /// How often a loop began again because too much waited for it.
    var feedOverruns = 0
    private let faults: [Fault]
    /// Since when nobody has given events their order although a node could; nil while one does.
    private var leaderlessSince: Duration?
    private var longestLeaderless: Duration = .zero

    /// The world that grows from `seed`.
    package init(
        seed: UInt64, sizes: Sizes = Sizes(), faults: [Fault] = Fault.allCases,
        bug: ClassicBug? = nil, tellsStory: Bool = false
    ) {
        self.sizes = sizes
        self.bug = bug
        self.faults = faults
        var random = SeededRandom(seed: seed)
        story = Story(of: schedule, isTold: tellsStory)
        domain = Domain(users: 6)
        messages = RecentMessages(of: domain)
        states = RecentStates(of: domain)
        people = People(domain, random: random.stream())
        postgres = VirtualPostgres(
            domain, on: schedule, story: story, tally: tally, bug: bug, random: random.stream())
        redis = VirtualRedis(
            window: sizes.logWindow, on: schedule, story: story, tally: tally,
            random: random.stream())
        self.random = random.stream()
        populate(&random)
        self.postgres.committed = { [unowned self] in wakeSequencers() }
        begin(&random)
    }

    /// UTC, as a perfect clock would show it.
    var wall: Timestamp { Timestamp(seconds: 1_800_000_000) + schedule.now }

    private func populate(_ random: inout SeededRandom) {
        nodes = (0..<sizes.nodes).map { SimulatedNode($0, in: self) }
        clients = (0..<sizes.clients).map {
            SubscribingClient($0, kind(of: $0), in: self, random: random.stream())
        }
        clients += (0..<sizes.followers).map {
            // Of every third kind, so that few of them are of many.
            FollowingClient($0, kind(of: 3 * $0), in: self, random: random.stream())
        }
    }

    private func kind(of index: Int) -> People.Kind {
        let user = index % domain.users.count
        return switch index % 8 {
        case 0, 1: .travelAgent(user: user, agency: index % domain.agencies.count)
        case 2: .airlineAgent(user: user, airline: index % domain.airlines.count)
        case 3, 4: .customer(user)
        case 5: .admin(user)
        case 6: .owner(user)
        default: .nobody
        }
    }

    private func begin(_ random: inout SeededRandom) {
        for node in nodes { node.start() }
        for client in clients {
            let interests = domain.interests(of: client.kind)
            let count = random.number(2...5)
            var topics = [interests[0]]
            for _ in 1..<count { random.pick(interests).map { topics.append($0) } }
            let filters = random.chance(0.2)
            schedule.after(random.milliseconds(50...1_500)) {
                for topic in topics {
                    let isPlain = [.user, .agency, .airline, .ops].contains(topic.kind)
                    client.follow(
                        topic, types: filters && isPlain ? ["booking:changed"] : nil)
                }
                client.start()
            }
        }
        workload.start()
        oracle.watchFreshness()
        let misfortune = Misfortune(faults, in: self, random: random.stream())
        schedule.after(.seconds(2)) { misfortune.start() }
        schedule.at(sizes.trouble) { misfortune.end() }
        schedule.at(sizes.trouble + sizes.rest / 2) { [workload] in workload.isRunning = false }
    }

    /// A node has come or gone, or has taken or lost the lease.
    func leadershipChanged() {
        if let since = leaderlessSince {
            longestLeaderless = max(longestLeaderless, schedule.now - since)
        }
        leaderlessSince = isLeaderless ? leaderlessSince ?? schedule.now : nil
    }

    /// Whether a node could give events their order, and none does.
    private var isLeaderless: Bool {
        var isAble = false
        for node in nodes where !node.isFrozen {
            guard let process = node.process, !process.home.isHeld else { continue }
            if process.isHolder { return false }
            isAble = true
        }
        return isAble
    }

    /// A commit pokes every node through Redis; a hint that may be lost.
    private func wakeSequencers() {
        for node in nodes {
            guard let process = node.process, !random.chance(0.1) else { continue }
            schedule.after(random.milliseconds(0.1...2)) {
                if process.isStanding {
                    process.turn { process.wake() }
                } else {
                    process.home.run { process.wake() }
                }
            }
        }
    }

    /// Runs to the end, or until something is wrong; says what.
    package func run() -> Outcome {
        let end = sizes.trouble + sizes.rest
        schedule.run(until: end)
        if oracle.verdict == nil { oracle.judge() }
        leadershipChanged()
        story.tell("FAULT", "struck/bit: \(faults.summary(tally.counts))")
        defer { clear() }
        return Outcome(
            verdict: oracle.verdict, time: schedule.now, deliveries: oracle.deliveries,
            conflations: oracle.conflations, committed: postgres.state.committed,
            leaderless: longestLeaderless, feedOverruns: feedOverruns, faults: tally.counts)
    }

    /// Lets go of what is still planned or awaited: it holds on to this world, which nobody would
    /// free, and a night has a million.
    private func clear() {
        schedule.clear()
        redis.clear()
        for node in nodes { node.clear() }
    }

    /// What came of a story.
    package struct Outcome: Equatable, Sendable {
        /// What was wrong; nil when everybody held what is true.
        package let verdict: String?
        /// How much virtual time went by.
        package let time: Duration
        /// Events that clients took.
        package let deliveries: Int
        /// Frames among them that stood for several events of an entity.
        package let conflations: Int
        /// Events in the surviving history.
        package let committed: Int
        /// The longest that nobody gave events their order although a node could.
        package let leaderless: Duration
        /// How often a loop began again because too much waited for it.
        package let feedOverruns: Int
        /// How often each fault struck, and how often it bit.
        package let faults: [Fault: FaultTally.Count]
    }
}
