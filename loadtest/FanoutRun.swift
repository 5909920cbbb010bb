import Events
import Histogram
import LiveClient
import Net
import Wire

/// One run of the scenario `booking-fanout`, on its own event loop.
actor FanoutRun {
    /// What to run.
    struct Plan: Sendable {
        var server: ServerURL
        var tokens: [String]
        var account: (email: String, password: String)
        var airline: String?
        var subscribers: Int
        var connectRate: Int
        var rate: Int
        var duration: Int
        var grace: Duration
    }

    private let plan: Plan
    private let loop: EventLoop
    private let address: SocketAddress
    private var clients: [RESTClient] = []
    private var token = ""
    private var lockTimes = FanoutReport.times()
    private var bookTimes = FanoutReport.times()
    private var made = 0
    private var failures: [String: Int] = [:]
    private var inFlight = 0
    private var fleet: Fleet?

    /// Bookings on their way at once; beyond it the hub is too slow for the rate.
    private static let inFlightLimit = 500

    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    init(_ plan: Plan, on loop: EventLoop) throws {
        self.plan = plan
        self.loop = loop
        address = try plan.server.resolve()
    }

    /// Connects, books, waits for the last frames, and counts.
    func run(_ say: @Sendable (String) -> Void) async throws -> FanoutReport {
        clients = (0..<8).map { _ in
            RESTClient(to: address, host: plan.server.authority, on: loop)
        }
        var api = BookingAPI(client: clients[0])
        var tokens = plan.tokens
        if tokens.isEmpty {
            tokens = [
                try await api.logIn(email: plan.account.email, password: plan.account.password)
            ]
        }
        token = tokens[0]
        api.token = token
        let (airline, seats) = try await SeatSupply(api: api, airline: plan.airline)
            .find(plan.rate * plan.duration)
        let topic = "airline:\(airline)"
        say("connecting \(plan.subscribers) subscribers of \(topic)")
        let fleet = Fleet(of: topic, subscribers: plan.subscribers, on: loop)
        self.fleet = fleet
        try await connect(fleet, tokens)
        let before = try await head(of: topic)
        say("booking \(plan.rate) seats a second for \(plan.duration) s")
        try await book(seats)
        try await settle(fleet)
        let after = try await head(of: topic)
        let report = report(fleet, topic, events: after - before)
        fleet.stop()
        return report
    }

    private func endpoint(_ token: String) -> LiveConnection.Endpoint {
        LiveConnection.Endpoint(
            address: address, host: plan.server.authority,
            fields: ["Authorization": "Bearer \(token)"])
    }

    private func connect(_ fleet: Fleet, _ tokens: [String]) async throws {
        for number in 0..<plan.subscribers {
            if number % max(1, plan.connectRate / 20) == 0 {
                try await loop.sleep(for: .milliseconds(50))
            }
            fleet.launch(to: endpoint(tokens[number % tokens.count]))
        }
        try await wait(.seconds(60)) {
            fleet.liveCount == plan.subscribers || !fleet.endings.isEmpty
        }
        guard fleet.liveCount == plan.subscribers else {
            throw ConnectFailure(
                live: fleet.liveCount, wanted: plan.subscribers,
                reasons: fleet.endings.sorted()
                    + fleet.interruptions.map { "\($0.value) times \($0.key)" }.sorted())
        }
    }

    /// The hub's position, as a new subscriber is told it.
    private func head(of topic: String) async throws -> Int64 {
        let probe = Fleet(of: topic, subscribers: 1, on: loop)
        probe.launch(to: endpoint(token))
        try await wait(.seconds(10)) { probe.ledger.start(of: 0) != nil }
        defer { probe.stop() }
        return probe.ledger.start(of: 0) ?? 0
    }

    private func book(_ seats: [FreeSeat]) async throws {
        let start = MonotonicTime.now
        try await withThrowingDiscardingTaskGroup { group in
            for (number, seat) in seats.enumerated() {
                let due = start + .seconds(number) / plan.rate
                let pause = due - MonotonicTime.now
                if pause > .zero { try await loop.sleep(for: pause) }
                guard inFlight < Self.inFlightLimit else {
                    failures["the hub is too slow for this rate", default: 0] += 1
                    continue
                }
                inFlight += 1
                group.addTask { await self.book(seat, number) }
            }
        }
    }

    private func book(_ seat: FreeSeat, _ number: Int) async {
        defer { inFlight -= 1 }
        let api = BookingAPI(client: clients[number % clients.count], token: token)
        do throws(APIFailure) {
            let begun = MonotonicTime.now
            let lock = try await api.lock(seat)
            let locked = MonotonicTime.now
            lockTimes.record((locked - begun).microseconds)
            let booking = try await api.book(seat, lock: lock.id)
            bookTimes.record((MonotonicTime.now - locked).microseconds)
            made += 1
            fleet?.committed(booking.id, at: booking.committedAt)
        } catch {
            failures["\(error)", default: 0] += 1
        }
    }

    private func settle(_ fleet: Fleet) async throws {
        try await wait(plan.grace) {
            fleet.latencies.unseen == 0 && fleet.ledger.missing() == 0
        }
        // A double would come late: give it a moment to show.
        try await loop.sleep(for: .milliseconds(500))
    }

    private func wait(_ limit: Duration, until condition: () -> Bool) async throws {
        let end = MonotonicTime.now + limit
        while !condition(), MonotonicTime.now < end {
            try await loop.sleep(for: .milliseconds(50))
        }
    }

    private func report(_ fleet: Fleet, _ topic: String, events: Int64) -> FanoutReport {
        FanoutReport(
            topic: topic, subscribers: plan.subscribers, rate: plan.rate, duration: plan.duration,
            made: made, failures: failures, events: events, frames: fleet.ledger.frames,
            reconnects: fleet.standings - plan.subscribers,
            faults: fleet.ledger.verdict(unseen: fleet.latencies.unseen),
            endings: fleet.endings.sorted(), early: fleet.latencies.early,
            frameTimes: fleet.latencies.histogram, firstTimes: fleet.latencies.ends.first,
            lastTimes: fleet.latencies.ends.last, lockTimes: lockTimes, bookTimes: bookTimes)
    }
}

/// Not every subscriber got its subscription.
struct ConnectFailure: Error, CustomStringConvertible {
    let live: Int
    let wanted: Int
    let reasons: [String]

    var description: String {
        "only \(live) of \(wanted) subscriptions stand"
            + (reasons.isEmpty ? "" : ": " + reasons.joined(separator: "; "))
    }
}
