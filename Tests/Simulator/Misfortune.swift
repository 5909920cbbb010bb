import Events

/// Brings faults about, one after the other and several at once, and heals them in the end.
final class Misfortune {
    private unowned(unsafe) let world: Simulation
    private var random: SeededRandom
    private let faults: [Fault]
    private var isOver = false
    /// An old dump of Redis.
    private var dump: VirtualRedis.State
    /// A backup of PostgreSQL.
    private var backup: DatabaseState

    init(_ faults: [Fault], in world: Simulation, random: SeededRandom) {
        self.world = world
        self.random = random
        self.faults = faults
        dump = world.redis.state
        backup = world.postgres.state
    }

    func start() {
        guard !faults.isEmpty else { return }
        keepCopies()
        next()
    }

    private func next() {
        let mean = world.sizes.faultInterval / .milliseconds(1)
        world.schedule.after(random.milliseconds(0...2 * mean)) { [self] in
            guard !isOver, let fault = random.pick(faults) else { return }
            world.tally.strikes(fault)
            world.story.tell("FAULT", fault.rawValue)
            strike(fault)
            next()
        }
    }

    /// Dumps and backups are some seconds old when they are needed.
    private func keepCopies() {
        world.schedule.after(random.milliseconds(1_000...8_000)) { [self] in
            guard !isOver else { return }
            dump = world.redis.state
            if random.chance(0.5), !world.postgres.isInDoubt { backup = world.postgres.state }
            keepCopies()
        }
    }

    /// Ends all that is still wrong.
    func end() {
        isOver = true
        world.story.tell("FAULT", "no more: everything is mended")
        for node in world.nodes {
            node.wallOffset = .zero
            node.thaw()
            node.releaseLoops()
            if node.process?.isDraining == true { node.kill() }
            node.start()
        }
        for client in world.clients {
            client.readRate = nil
            client.link?.toClient.stalledUntil = .zero
        }
        world.redis.start()
        world.redis.refusesWrites = false
        world.redis.answerLoss = 0
        world.redis.unreachable = []
        world.postgres.start()
        world.postgres.unreachable = []
        world.postgres.isSlow = false
        if world.postgres.isInDoubt, !isKnownToBeTakenBack { world.postgres.beginEpoch("by hand") }
    }

    private func strike(_ fault: Fault) {
        switch fault {
        case .cutLink, .halfOpenLink, .stalledLink, .doubledLink, .slowReader, .clientRestart,
            .changeOfTopics, .sessionRevoked:
            // Clients are many: several of them are struck at once.
            for _ in 0..<random.number(1...4) {
                random.pick(world.clients).map { strike(fault, $0) }
            }
        case .rushForTopic: rush()
        case .nodeKilled, .nodeLostPower, .nodeFrozen, .loopHeld, .nodeDrained, .nodeClockJump,
            .redisUnreachable, .postgresUnreachable:
            random.pick(world.nodes).map { strike(fault, $0) }
        case .leaderFrozen:
            world.nodes.first { $0.process?.isHolder == true }.map { freezeBetweenSteps($0) }
        case .redisRestart, .redisEmptied, .redisRolledBack, .redisFull, .redisDeaf:
            strikeRedis(fault)
        case .postgresRestart, .postgresSlow, .failOver, .lossyFailOver, .restore, .imageRestore,
            .databaseClockJump, .partitionDropped:
            strikePostgres(fault)
        }
    }

    /// Does `mend` after a random time, unless everything has been mended by then.
    private func later(_ range: ClosedRange<Double>, _ mend: @escaping () -> Void) {
        world.schedule.after(random.milliseconds(range)) { [self] in if !isOver { mend() } }
    }

    // MARK: - Clients and their links

    private func strike(_ fault: Fault, _ client: SimulatedClient) {
        world.story.tell("FAULT", "  of \(client.name)")
        switch fault {
        case .halfOpenLink:
            let direction = random.number(0...2)
            if direction != 0 { client.link?.toServer.isDeaf = true }
            if direction != 1 { client.link?.toClient.isDeaf = true }
        case .stalledLink:
            let end = world.schedule.now + random.milliseconds(100...3_000)
            client.link?.toClient.stalledUntil = end
            if random.chance(0.5) { client.link?.toServer.stalledUntil = end }
        case .doubledLink: client.forsakeLink()
        case .slowReader:
            client.readRate = random.number(300...4_000)
            later(1_000...8_000) { client.readRate = nil }
        case .clientRestart:
            if client.isLive { world.tally.bites(fault) }
            client.start()
        case .sessionRevoked:
            // On a new connection it asks for all its topics again.
            client.token.map { world.people.doom($0) }
            client.link?.cut()
        case .changeOfTopics:
            if client.views.count > 1, let view = random.pick(client.views) {
                client.leave(view.topic)
            }
            random.pick(world.domain.interests(of: client.kind)).map { client.follow($0) }
            if client.isConnected { world.tally.bites(fault) }
        default:
            if client.isConnected { world.tally.bites(fault) }
            client.link?.cut()
        }
    }

    /// Half of the clients begin anew on a topic that everybody may follow; who does not hold it
    /// gives up another for it.
    private func rush() {
        guard let topic = random.pick(world.domain.interests(of: .nobody)) else { return }
        for client in world.clients where random.chance(0.5) {
            later(0...400) { [self] in
                if client.views.contains(where: { $0.topic == topic }) {
                    client.leave(topic)
                } else if client.views.count > 1, let view = random.pick(client.views) {
                    client.leave(view.topic)
                }
                client.follow(topic)
                if client.isConnected { world.tally.bites(.rushForTopic) }
            }
        }
    }

    // MARK: - Nodes

    private func strike(_ fault: Fault, _ node: SimulatedNode) {
        world.story.tell("FAULT", "  of \(node.name)")
        switch fault {
        case .nodeLostPower:
            if node.process != nil { world.tally.bites(fault) }
            node.kill(withMachine: true)
            later(1_000...5_000) { node.start() }
        case .nodeFrozen:
            node.freeze()
            later(random.chance(0.5) ? 50...900 : 1_000...6_000) { node.thaw() }
        case .loopHeld:
            guard let loop = random.pick(node.process?.loops ?? []) else { return }
            loop.hold()
            later(random.chance(0.3) ? 50...900 : 1_000...9_000) { loop.release() }
        case .nodeDrained:
            node.process?.drain()
            later(1_500...3_000) {
                node.kill()
                self.later(200...1_500) { node.start() }
            }
        case .nodeClockJump:
            if node.process != nil { world.tally.bites(fault) }
            node.wallOffset = random.milliseconds(-20_000...20_000)
        case .redisUnreachable:
            world.redis.unreachable.insert(node.index)
            later(200...6_000) { [world] in world.redis.unreachable.remove(node.index) }
        case .postgresUnreachable:
            world.postgres.unreachable.insert(node.index)
            later(200...6_000) { [world] in world.postgres.unreachable.remove(node.index) }
        default:
            if node.process != nil { world.tally.bites(fault) }
            node.kill()
            later(200...4_000) { node.start() }
        }
    }

    /// Lease, log, step, page, watermark, wait: there are about six actions to freeze after.
    private func freezeBetweenSteps(_ node: SimulatedNode) {
        node.process?.interruption = (
            random.number(1...8),
            { [self] in
                if !isOver {
                    world.tally.bites(.leaderFrozen)
                    strike(.nodeFrozen, node)
                }
            }
        )
    }

    // MARK: - Redis

    private func strikeRedis(_ fault: Fault) {
        let redis = world.redis
        switch fault {
        case .redisFull:
            redis.refusesWrites = true
            later(200...6_000) { redis.refusesWrites = false }
        case .redisDeaf:
            redis.answerLoss = 0.3
            later(200...3_000) { redis.answerLoss = 0 }
        default:
            let other = fault == .redisEmptied ? VirtualRedis.State() : dump
            if redis.isUp, fault == .redisRestart { world.tally.bites(fault) }
            redis.stop()
            later(20...2_500) { [world] in
                let keepsData = fault == .redisRestart
                if !keepsData, !redis.isUp, redis.state.isAhead(of: other) {
                    world.tally.bites(fault)
                }
                redis.start(with: keepsData ? nil : other)
            }
        }
    }

    // MARK: - PostgreSQL

    private func strikePostgres(_ fault: Fault) {
        let postgres = world.postgres
        switch fault {
        case .postgresSlow:
            postgres.isSlow = true
            later(300...3_000) { postgres.isSlow = false }
        case .databaseClockJump:
            if postgres.state.lease.holder != nil { world.tally.bites(fault) }
            postgres.clockOffset = random.milliseconds(-8_000...8_000)
        case .partitionDropped:
            let kept = Int64(random.number(0...80))
            let floor = max(postgres.state.history.floor, postgres.state.head - kept)
            postgres.state.history.floor = floor
            world.story.tell("postgres", "raises the floor to \(floor)")
            later(0.1...100) {
                postgres.state.droppedThrough = min(floor, postgres.state.history.floor)
            }
        case .postgresRestart:
            if postgres.isUp { world.tally.bites(fault) }
            postgres.stop()
            later(100...2_500) { postgres.start() }
        default: replacePostgres(fault)
        }
    }

    private func replacePostgres(_ fault: Fault) {
        let postgres = world.postgres
        guard postgres.isUp, !postgres.isInDoubt else { return }
        let standby = postgres.state
        let lag: ClosedRange<Double> = fault == .lossyFailOver ? 5...800 : 0...1
        later(lag) { [self] in
            guard postgres.isUp else { return }
            postgres.stop()
            let copy: DatabaseState =
                switch fault {
                case .failOver: postgres.state
                case .lossyFailOver: standby
                default: backup
                }
            if fault == .failOver || copy.committed < postgres.state.committed {
                world.tally.bites(fault)
            }
            later(200...2_500) { [self] in
                postgres.start(as: copy, newTimeline: fault != .imageRestore)
                guard fault == .imageRestore else { return }
                if random.chance(0.25) { postgres.beginEpoch("by hand") }
                helpWhileInDoubt()
            }
        }
    }

    /// Begins a new epoch by hand once nothing can tell any more that the history was taken back, as
    /// every restore procedure says to do at once.
    private func helpWhileInDoubt() {
        guard world.postgres.isInDoubt else { return }
        if !isKnownToBeTakenBack { return world.postgres.beginEpoch("by hand") }
        later(100...500) { [self] in helpWhileInDoubt() }
    }

    /// Whether the log, or whichever node takes the lease next, has an entry that the copy cannot come
    /// to by sequencing again what it has.
    private var isKnownToBeTakenBack: Bool {
        let state = world.postgres.state
        let known = state.head + Int64(state.outbox.count)
        let end = world.redis.state.streams[state.history.epoch]?.last?.seq ?? 0
        let processes = world.nodes.compactMap(\.process)
        let allRemember = processes.allSatisfy {
            guard let end = $0.reader.deliveredEnd else { return false }
            return end.epoch == state.history.epoch && end.seq > known
        }
        return end > known || (!processes.isEmpty && allRemember)
    }
}
