import Events
import LiveClient
import Net
import Wire

/// A crowd that loses its connections in one moment and comes back in one moment.
extension Run {
    /// Drops every connection; the clients stay away while the load is put on.
    func sendAway() async throws {
        phase = "away"
        crew.send(.stayAway)
        try await wait(10, "the connections to end") { standing == 0 }
        guard standing == 0 else { throw StormFailure.notGone(standing) }
    }

    /// Waits until the hub has every event, lets all clients back, and measures what that takes.
    func letBack(_ storm: StormPlan) async throws {
        try await waitUntilTaken(storm)
        let idle = try await statementRate()
        let before = try await statements()
        let begin = MonotonicTime.now
        phase = "coming back"
        crew.send(.comeBack(missed: storm.missed))
        try await wait(plan.grace, "the clients") { caughtUp == plan.clients }
        let seconds = (MonotonicTime.now - begin) / .seconds(1)
        let spent = try await statements() - before
        if caughtUp < plan.clients {
            failures["clients that had not caught up after \(Int(plan.grace)) s"] =
                plan.clients - caughtUp
        }
        stormFigures = [
            RunReport.Figure(
                name: "missed", label: "events missed by each client", value: Double(storm.missed),
                unit: ""),
            RunReport.Figure(
                name: "stormStatements", label: "database statements while all came back",
                value: spent, unit: ""),
            RunReport.Figure(
                name: "idleStatements", label: "of which the hub makes as many without clients",
                value: min(spent, (idle * seconds).rounded()), unit: ""),
        ]
    }

    private var standing: Int { tallies.values.reduce(0) { $0 + $1.live } }

    private var caughtUp: Int { tallies.values.reduce(0) { $0 + $1.caughtUp } }

    private func waitUntilTaken(_ storm: StormPlan) async throws {
        let end = MonotonicTime.now + .seconds(1) * plan.grace
        while MonotonicTime.now < end {
            let count = try await withHub { client in
                try await TopicHistory(api: BookingAPI(client: client, token: plan.auditToken))
                    .count(of: storm.lastTopic)
            }
            if count >= storm.lastCount { return }
            try await loop.sleep(for: .milliseconds(250))
        }
        throw StormFailure.notTaken
    }

    /// Statements a second that the hub makes by itself.
    private func statementRate() async throws -> Double {
        let before = try await statements()
        try await loop.sleep(for: .seconds(2))
        return try await (statements() - before) / 2
    }

    private func statements() async throws -> Double {
        try await withHub { client in
            try await HubMetrics(client: client, token: plan.auditToken)
                .value(of: "flighthub_db_statements_total")
        }
    }

    private func withHub<Answer>(_ ask: (RESTClient) async throws -> Answer) async throws -> Answer
    {
        guard let url = ServerURL(parsing: plan.url) else { throw FleetError.badURL(plan.url) }
        var limits = HTTPLimits()
        limits.bodyBytes = TopicHistory.pageBytes
        let client = RESTClient(
            to: try url.resolve(), host: url.authority, on: loop, limits: limits)
        defer { client.close() }
        return try await ask(client)
    }
}

/// A storm that could not be made.
enum StormFailure: Error, CustomStringConvertible {
    case notGone(Int)
    case notTaken

    var description: String {
        switch self {
        case .notGone(let count): "\(count) connections were not ended"
        case .notTaken: "the hub has not written down all events that were published"
        }
    }
}
