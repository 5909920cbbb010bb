import API
import Accounts
import Booking
import Credentials
import Dashboard
import Delivery
import Events
import Gateway
import Logging
import Net
import Relay
import Store

/// Puts a node together: the only place that names concrete adapters.
enum Composition {
    /// Makes every part and connects to the database; nothing runs yet but the loops.
    static func parts(_ settings: Settings) async throws -> NodeParts {
        let node = "node-" + UniqueID.random().description.prefix(8)
        let loops = try (0..<settings.loops).map { try EventLoop(name: "loop-\($0)") }
        for loop in loops { loop.start() }
        let configuration = PostgresConfiguration(settings.database.value)
        let database = Database(configuration, loops: loops)
        do {
            try await database.open()
            try await Migrator().check(configuration, on: loops[0])
            return try await parts(settings, node, loops, database, configuration)
        } catch {
            await database.close()
            for loop in loops { loop.stop() }
            throw error
        }
    }

    private static func parts(
        _ settings: Settings, _ node: String, _ loops: [EventLoop], _ database: Database,
        _ configuration: PostgresConfiguration
    ) async throws -> NodeParts {
        let home = loops[0]
        let waker = SequencerWaker()
        let located = Signal()
        let revoked = RevokedSessions()
        let history = PostgresEventHistory(database)
        let sequencing = PostgresSequencing(configuration, on: home)
        let endpoint = try RedisEndpoint(url: settings.redis.value)
        let redis = RedisConnection(to: endpoint, on: home)
        let logReader = RedisLogReader(of: endpoint, on: home)
        let sequencer = SequencerDriver(
            node: node, on: home, store: sequencing, history: history,
            log: RedisLogWriter(over: redis), onEvent: report(Logger(label: "sequencer")))
        waker.attach(sequencer)

        let authentication = Authentication(
            store: PostgresAccountStore(database, committed: { waker.wake() }),
            hasher: BcryptHasher(), tokens: try await JSONWebTokens(secret: settings.jwtSecret.value),
            tickets: PostgresWebSocketTickets(database), sha256: SystemSHA256(), revoked: revoked)
        let office = BookingOffice(
            store: PostgresBookingStore(
                database, clock: { WallClock.now() }, committed: { waker.wake() }),
            queries: PostgresBookingQueries(database),
            delay: SimulatedDelay(
                sha256: SystemSHA256(), secret: Array(settings.jwtSecret.value.utf8)))

        let gateways = GatewayBox()
        let reader = LogReaderDriver(on: home, history: history, log: logReader) { notices in
            observe(notices, revoked, located, Logger(label: "reader"))
            gateways.gateway?.deliver(notices)
        }
        let readiness = NodeReadiness(node: node, database: database, reader: reader)
        let numbers = NodeMetricsBox()
        let router = Router(
            try services(settings, authentication, office, history, readiness, numbers))
        let door = FrontDoor(page: Dashboard(), api: router)
        var gatewayConfiguration = GatewayConfiguration()
        gatewayConfiguration.hub.node = node
        gatewayConfiguration.origins = Set(settings.corsOrigins)
        gatewayConfiguration.drainTimeout = settings.drain
        if settings.requireAuth { gatewayConfiguration.credentialsTimeout = .seconds(5) }
        let gateway = Gateway(on: loops, configuration: gatewayConfiguration) { _ in
            GatewayServices(
                handler: door,
                credentials: AccountCredentials(authentication, clock: { WallClock.now() }),
                rights: PostgresSubscriptionRights(database), history: history,
                snapshots: PostgresSnapshots(database), clock: { WallClock.now() })
        }
        gateways.attach(gateway)
        numbers.attach(
            NodeMetrics(
                loops: loops, gateway: gateway, database: database, sequencer: sequencer,
                reader: reader))
        return NodeParts(
            loops: loops, database: database, sequencing: sequencing, redis: redis,
            logReader: logReader, sequencer: sequencer, reader: reader, gateway: gateway,
            authentication: authentication, readiness: readiness,
            jobs: NodeJobs(
                on: home, NodeJobs.all(office, database, settings), sequencer: sequencer),
            located: located)
    }
}
