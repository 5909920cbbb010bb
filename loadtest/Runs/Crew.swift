import Net

/// The workers of a run, taken as one. *(loop)*
final class Crew {
    private let loop: EventLoop
    private var workers: [HiredWorker] = []
    /// The last tallies of each worker, by fleet; its times are those since `takeTallies`.
    private var tallies: [[Int: FleetTally]] = []
    private var uses: [WorkerUse?] = []
    private var audits: [[FleetAudit]] = []
    private var whenAudited: (() -> Void)?
    /// Why the run cannot go on; nil while it can.
    private(set) var failure: WorkerFailure?

    /// Starts so many workers.
    init(of count: Int, _ place: WorkerPlace, on loop: EventLoop) throws {
        self.loop = loop
        tallies = Array(repeating: [:], count: count)
        uses = Array(repeating: nil, count: count)
        for index in 0..<count {
            workers.append(
                try HiredWorker(
                    place, on: loop, heard: { [unowned self] in heard($0, from: index) },
                    ended: { [unowned self] in workerEnded() }))
        }
    }

    /// Gives each worker its part of a fleet.
    func launch(_ plan: FleetPlan) {
        for (index, worker) in workers.enumerated() {
            worker.send(.launch(plan.part(index, of: workers.count)))
        }
    }

    /// Tells all workers.
    func send(_ order: WorkerOrder) {
        for worker in workers { worker.send(order) }
    }

    /// What became of each fleet, by its id; the times are those since the last call.
    func takeTallies() -> [Int: FleetTally] {
        var sums: [Int: FleetTally] = [:]
        for index in tallies.indices {
            for (fleet, tally) in tallies[index] {
                sums[fleet, default: FleetTally(fleet: fleet)].add(tally)
                tallies[index][fleet]?.forgetTimes()
            }
        }
        return sums
    }

    /// What the workers use of the machine together.
    var use: WorkerUse {
        uses.reduce(into: WorkerUse(cpu: 0, memory: 0)) { sum, use in
            sum.cpu += use?.cpu ?? 0
            sum.memory += use?.memory ?? 0
        }
    }

    /// Whether every worker has said how it is.
    var isReady: Bool { uses.allSatisfy { $0 != nil } }

    /// What the clients of each fleet got in all, by its id.
    func audit() async -> [Int: FleetAudit] {
        audits = []
        await withCheckedContinuation { continuation in
            whenAudited = { continuation.resume() }
            send(.audit)
            if failure != nil { finishAudit() }
        }
        var sums: [Int: FleetAudit] = [:]
        for audit in audits.joined() {
            sums[audit.fleet, default: FleetAudit(fleet: audit.fleet)].add(audit)
        }
        return sums
    }

    /// Ends all workers.
    func stop() async {
        for worker in workers { await worker.stop() }
        workers = []
    }

    private func heard(_ word: WorkerWord, from index: Int) {
        switch word {
        case .tallies(let heard, let use):
            uses[index] = use
            for tally in heard {
                var tally = tally
                if let before = tallies[index][tally.fleet] { tally.addTimes(of: before) }
                tallies[index][tally.fleet] = tally
            }
        case .audits(let heard):
            audits.append(heard)
            if audits.count == workers.count { finishAudit() }
        case .failed(let reason):
            failure = failure ?? .told(reason)
            finishAudit()
        }
    }

    private func workerEnded() {
        failure = failure ?? .ended
        finishAudit()
    }

    private func finishAudit() {
        let done = whenAudited
        whenAudited = nil
        done?()
    }
}

extension FleetTally {
    /// Keeps the counts only.
    mutating func forgetTimes() {
        connectTimes = TimesDelta()
        standingTimes = TimesDelta()
        deliveryTimes = TimesDelta()
        commitTimes = CommitTimes()
        slowTimes = TimesDelta()
        resumeTimes = TimesDelta()
        overdueTimes = TimesDelta()
        catchUpTimes = TimesDelta()
        staleTimes = TimesDelta()
    }

    /// Adds the times of an earlier tally that nobody has taken yet.
    mutating func addTimes(of earlier: FleetTally) {
        connectTimes.add(earlier.connectTimes)
        standingTimes.add(earlier.standingTimes)
        deliveryTimes.add(earlier.deliveryTimes)
        commitTimes.add(earlier.commitTimes)
        slowTimes.add(earlier.slowTimes)
        resumeTimes.add(earlier.resumeTimes)
        overdueTimes.add(earlier.overdueTimes)
        catchUpTimes.add(earlier.catchUpTimes)
        staleTimes.add(earlier.staleTimes)
    }
}
