import Events
import LiveClient
import Net

/// Agents that race for the seats of a few flights over REST, on schedule; and the truth at the end.
///
/// `prepare` finds the flights, `run` lets the agents go, and then compares what the hub has
/// acknowledged with what it says. Nobody else should book on these flights meanwhile.
actor BookingRush {
    /// Who books, and who puts money on the agency's account.
    struct Crew: Sendable {
        /// Travel agents of the agencies in turn.
        var agents: [String]
        /// An administrator, who deposits what the bookings cost and may see all of them; nil to
        /// take the accounts as they are.
        var cashier: String?
        var agencies: [UniqueID] = []

        /// Who sees every booking of the crew.
        var auditor: String { cashier ?? agents[0] }
    }

    let plan: RushPlan
    let loop: EventLoop
    private let hire: @Sendable () async throws -> Crew
    private let connect: @Sendable (EventLoop) throws -> any RESTCaller
    var caller: (any RESTCaller)?
    var crew = Crew(agents: [])
    var picker: SeatPicker
    var ledger = SaleLedger()
    var counts = RushOutcome.Counts()
    var times = RushOutcome.Times()
    var reasons: [String: Int] = [:]
    var inFlight = 0
    /// The version of each seat that the run has changed, where it is known.
    var versions: [SeatPlace: Int64] = [:]
    var heard: @Sendable (SeatCommit) -> Void = { _ in }
    private var flights: [String] = []
    private var sampled = RushOutcome.Counts()

    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    /// A rush on a hub.
    init(_ plan: RushPlan, _ target: HubTarget, on loop: EventLoop) {
        self.init(
            plan, on: loop,
            hire: { try await target.crew(of: plan.agents, agencies: plan.agencies) },
            connect: { loop in
                RESTPool(
                    to: try target.url.resolve(), host: target.url.authority,
                    width: plan.connections, on: loop)
            })
    }

    /// A rush on whatever `connect` returns, which is called once, on the loop.
    init(
        _ plan: RushPlan, on loop: EventLoop, hire: @escaping @Sendable () async throws -> Crew,
        connect: @escaping @Sendable (EventLoop) throws -> any RESTCaller
    ) {
        self.plan = plan
        self.loop = loop
        self.hire = hire
        self.connect = connect
        picker = SeatPicker([], seed: plan.seed)
    }

    /// Finds the flights and their free seats, and fills the agencies' accounts; the flights' ids.
    func prepare() async throws -> [String] {
        if let complaint = plan.complaint { throw PlanFailure(description: complaint) }
        guard flights.isEmpty else { return flights }
        crew = try await hire()
        caller = try connect(loop)
        let api = api(crew.agents[0])
        let found = try await SeatSupply(api: api, airline: plan.airline).flights(plan.flights)
        var seats: [FreeSeat] = []
        for flight in found { seats += try await api.freeSeats(of: flight.id) }
        guard seats.count >= plan.journeys else {
            throw RushShortage(seats: seats.count, journeys: plan.journeys, flights: found.count)
        }
        try await fund(seats)
        for seat in seats { versions[seat.place] = seat.version }
        picker = SeatPicker(seats, seed: plan.seed)
        flights = found.map(\.id)
        return flights
    }

    /// Runs the journeys, and compares what was acknowledged with what the hub says.
    ///
    /// `heard` is called on the loop for every change of a seat that the hub acknowledges.
    func run(
        _ heard: @escaping @Sendable (SeatCommit) -> Void = { _ in }
    ) async throws -> RushOutcome {
        let flights = try await prepare()
        self.heard = heard
        let start = MonotonicTime.now
        await race(from: start)
        defer { caller?.close() }
        let seconds = Double((MonotonicTime.now - start).clampedNanoseconds) / 1_000_000_000
        let truth = try await truth(of: flights)
        return RushOutcome(
            counts: counts, times: times, seconds: seconds, verdict: truth.verdict,
            reasons: reasons, digests: truth.digests)
    }

    /// What happened since the last call.
    func takeSample() -> RushSample {
        defer { sampled = counts }
        return RushSample(
            begun: counts.begun - sampled.begun, bookings: counts.bookings - sampled.bookings,
            answers: counts.answers - sampled.answers, journeys: times.journey.takeRecent(),
            errors: reasons.values.reduce(0, +), inFlight: inFlight)
    }

    /// The REST interface as somebody sees it.
    func api(_ token: String?) -> BookingAPI {
        guard let caller else { preconditionFailure("a rush is prepared before it runs") }
        return BookingAPI(client: caller, token: token)
    }

    /// Deposits what the run can cost each agency at the most.
    private func fund(_ seats: [FreeSeat]) async throws {
        guard let cashier = crew.cashier, let currency = seats.first, !crew.agencies.isEmpty
        else { return }
        let dearest = seats.compactMap { Double($0.amount) }.max() ?? 0
        let agents = (crew.agents.count - 1) / crew.agencies.count + 1
        let turns = (plan.journeys - 1) / crew.agents.count + 1
        let sum = Int64(
            (dearest.rounded(.up) * Double(min(plan.journeys, agents * turns))).rounded(.up))
        for agency in crew.agencies {
            try await api(cashier).deposit(sum, currency.currency, to: agency)
        }
    }

    private func race(from start: MonotonicTime) async {
        let schedule = Schedule(start: start, rate: plan.rate)
        await withDiscardingTaskGroup { group in
            var number = 0
            while number < plan.journeys {
                let due = schedule.due(number)
                let pause = due - .now
                if pause > .zero { try? await loop.sleep(for: pause) }
                if Task.isCancelled { return }
                let from = schedule.counting(from: due, at: .now)
                let size = picker.isChosen(plan.groupChance) ? plan.rivals : 1
                let seat = picker.next()
                for _ in 0..<min(size, plan.journeys - number) {
                    let agent = number
                    if let seat = admit(seat) {
                        group.addTask { await self.journey(agent, from: from, for: seat) }
                    }
                    number += 1
                }
            }
        }
    }

    /// Counts a journey that begins, or why it cannot.
    private func admit(_ seat: FreeSeat?) -> FreeSeat? {
        guard let seat else {
            fail("no free seat is left")
            return nil
        }
        guard inFlight < plan.inFlightLimit else {
            fail("behind schedule: \(plan.inFlightLimit) journeys are on their way")
            return nil
        }
        counts.begun += 1
        inFlight += 1
        return seat
    }

    /// Counts what went wrong; reasons are few, since ids are left out of them.
    func fail(_ reason: String) { reasons[reason, default: 0] += 1 }
}
