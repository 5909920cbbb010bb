import Accounts
import LiveClient
import Net
import Wire

/// The read endpoints at a rate, open loop; every answer is looked at.
actor RESTReads {
    private let plan: ReadsPlan
    private let loop: EventLoop
    private let token: @Sendable () async -> String?
    private let connect: @Sendable (EventLoop) throws -> any RESTCaller
    private var caller: (any RESTCaller)?
    private var bearer: String?
    private var catalogue: ReadCatalogue?
    private var findings = ReadsOutcome.Findings()
    private var sampled = 0
    private var inFlight = 0

    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    /// Reads of a hub.
    init(_ plan: ReadsPlan, _ target: HubTarget, on loop: EventLoop) {
        self.init(
            plan, on: loop, token: { await target.reader() },
            connect: { loop in
                RESTPool(
                    to: try target.url.resolve(), host: target.url.authority,
                    width: plan.connections, on: loop)
            })
    }

    /// Reads of whatever `connect` returns, which is called once, on the loop.
    init(
        _ plan: ReadsPlan, on loop: EventLoop, token: @escaping @Sendable () async -> String?,
        connect: @escaping @Sendable (EventLoop) throws -> any RESTCaller
    ) {
        self.plan = plan
        self.loop = loop
        self.token = token
        self.connect = connect
    }

    /// Reads on schedule, and says what came back.
    func run() async throws -> ReadsOutcome {
        if let complaint = plan.complaint { throw PlanFailure(description: complaint) }
        bearer = await token()
        let caller = try connect(loop)
        self.caller = caller
        defer { caller.close() }
        let api = BookingAPI(client: caller)
        let flights = try await SeatSupply(api: api, airline: nil).flights(50)
        catalogue = ReadCatalogue(
            flights, isSignedIn: bearer != nil, revalidated: plan.revalidated, seed: plan.seed)
        let start = MonotonicTime.now
        await load(Schedule(start: start, rate: plan.rate))
        let seconds = Double((MonotonicTime.now - start).clampedNanoseconds) / 1_000_000_000
        return ReadsOutcome(findings: findings, seconds: seconds)
    }

    /// What happened since the last call.
    func takeSample() -> ReadsSample {
        defer { sampled = findings.answers }
        return ReadsSample(
            answers: findings.answers - sampled, times: findings.all.takeRecent(),
            errors: findings.errors, inFlight: inFlight)
    }

    private func load(_ schedule: Schedule) async {
        await withDiscardingTaskGroup { group in
            for number in 0..<plan.requests {
                let due = schedule.due(number)
                let pause = due - .now
                if pause > .zero { try? await loop.sleep(for: pause) }
                if Task.isCancelled { return }
                guard inFlight < plan.inFlightLimit else {
                    findings.fail("behind schedule: \(plan.inFlightLimit) reads are on their way")
                    continue
                }
                guard let request = catalogue?.next() else { return }
                inFlight += 1
                let from = schedule.counting(from: due, at: .now)
                group.addTask { await self.read(request, from: from) }
            }
        }
    }

    private func read(_ request: ReadRequest, from start: MonotonicTime) async {
        defer { inFlight -= 1 }
        guard let caller else { return }
        do throws(RESTError) {
            let response = try await caller.send(request.http(token: bearer))
            findings.record(request, response, from: start, to: .now)
            catalogue?.answered(request, tag: response.fields["ETag"])
            if let complaint = await Self.complaint(about: response, to: request) {
                findings.wrong(request, complaint)
            }
        } catch {
            findings.fail("\(request.endpoint.label): \(error)")
        }
    }

    /// Not on the loop: to parse a seat map takes longer than what is measured there.
    @concurrent
    private static func complaint(
        about response: HTTPResponse, to request: ReadRequest
    ) async -> String? {
        request.complaint(about: response)
    }
}

extension HubTarget {
    /// Somebody with bookings to read: an administrator sees them all.
    fileprivate func reader() async -> String? {
        if let admin = try? await tokens.token(as: .admin) { return admin }
        return try? await tokens.token()
    }
}
