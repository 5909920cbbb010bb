import Events
import Net

/// A process's share of the clients, as the coordinator orders. *(loop)*
final class Worker {
    private let loop: EventLoop
    private var link: LineLink<WorkerWord, WorkerOrder>?
    private var fleets: [any Fleet] = []
    private let finish: () -> Void

    /// A worker on the socket to its coordinator; `finish` is called once, at the end.
    init(_ descriptor: Int32, on loop: EventLoop, finish: @escaping () -> Void) {
        self.loop = loop
        self.finish = finish
        link = LineLink(
            descriptor, on: loop, heard: { [unowned self] in obey($0) },
            ended: { [unowned self] in stop() })
        tell()
    }

    private func obey(_ order: WorkerOrder) {
        switch order {
        case .launch(let plan): launch(plan)
        case .committed(let commits):
            for commit in commits {
                let time = Timestamp(microseconds: commit.at)
                for fleet in fleets { fleet.committed(commit.change, at: time) }
            }
        case .stir: for fleet in fleets { fleet.stir() }
        case .stayAway: for fleet in fleets { fleet.stayAway() }
        case .comeBack(let missed): for fleet in fleets { fleet.comeBack(missed: missed) }
        case .settle: for fleet in fleets { fleet.settle() }
        case .audit: link?.send(.audits(fleets.map { $0.audit() }))
        case .stop: stop()
        }
    }

    private func launch(_ plan: FleetPlan) {
        do {
            let fleet: any Fleet =
                switch plan.kind {
                case .hub: try HubFleet(plan, startingAt: .now, on: loop)
                case .broadcast: try BroadcastFleet(plan, startingAt: .now, on: loop)
                }
            fleets.append(fleet)
            fleet.start()
        } catch {
            link?.send(.failed("\(error)"))
        }
    }

    /// Says twice a second how things stand, as long as there is somebody to tell.
    private func tell() {
        guard let link else { return }
        link.send(.tallies(fleets.map { $0.takeTally() }, .now))
        loop.after(.milliseconds(500)) { [self] in tell() }
    }

    private func stop() {
        guard let link else { return }
        for fleet in fleets { fleet.stop() }
        link.close()
        self.link = nil
        finish()
    }
}
