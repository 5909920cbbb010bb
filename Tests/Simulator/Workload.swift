import Accounts
import Events
import JSON

/// The business: transactions that begin, take ids, and commit late, early or never.
final class Workload {
    private unowned(unsafe) let world: Simulation
    private var random: SeededRandom
    /// Whether new transactions begin.
    var isRunning = true

    init(in world: Simulation, random: SeededRandom) {
        self.world = world
        self.random = random
    }

    func start() {
        // A transaction has one and a half events on average.
        let mean = 1_500 / world.sizes.eventsPerSecond
        world.schedule.after(random.milliseconds(0...2 * mean)) { [self] in
            guard isRunning else { return }
            if random.chance(0.01) { endSession() } else { change() }
            start()
        }
    }

    /// One to three things change together.
    private func change() {
        let postgres = world.postgres
        var entities: [Int] = []
        for _ in 0..<(random.chance(0.35) ? random.number(2...3) : 1) {
            let entity = random.number(0...world.domain.entities.count - 1)
            if !entities.contains(entity), !postgres.locked.contains(entity) {
                entities.append(entity)
            }
        }
        guard !entities.isEmpty, let number = postgres.begin(locking: entities) else { return }
        let commits = !random.chance(0.05)
        let insertsAfter = random.milliseconds(0.5...8)
        let commitsAfter =
            random.chance(0.04) ? random.milliseconds(100...1_500) : random.milliseconds(0.1...12)
        let events = entities.map { event(of: $0) }
        world.schedule.after(insertsAfter) { [self] in
            postgres.insert(events, of: entities, into: number)
            world.schedule.after(commitsAfter) { postgres.end(number, commits: commits) }
        }
    }

    private func event(of index: Int) -> NewEvent {
        let entity = world.domain.entities[index]
        let version = world.postgres.state.entities[index].version + 1
        return NewEvent(
            id: UniqueID(using: &random), type: entity.type, source: entity.source,
            subject: entity.subject, version: version, time: world.wall,
            data: JSONWriter.object { $0.member("version", version) }, topics: entity.topics)
    }

    /// Somebody is logged out everywhere.
    private func endSession() {
        let token = random.pick(world.clients)?.token
        if let principal = token.flatMap({ world.people.principal(of: $0) }) {
            endSession(of: principal)
        }
    }

    /// Revokes a session; the event of it follows within milliseconds.
    func endSession(of principal: Principal) {
        guard let number = world.postgres.begin(locking: []) else { return }
        world.story.tell("business", "ends session \(principal.sessionID)")
        let event = AccountEvents.revoked(
            session: principal.sessionID, of: principal.userID, because: .logout, at: world.wall,
            id: UniqueID(using: &random))
        world.schedule.after(random.milliseconds(1...5)) { [world, random] in
            var random = random
            let session = RevokedSession(id: principal.sessionID, at: world.wall)
            world.postgres.revoke(session, event, in: number)
            world.schedule.after(random.milliseconds(0.1...10)) {
                world.postgres.end(number, commits: true)
            }
        }
    }
}
