import API
import Accounts
import Booking
import Credentials
import Dashboard
import Delivery
import Events
import Gateway
import Hub
import Logging
import Net
import Relay
import Store
import Wire

/// Puts a node together: the only place that names concrete adapters.
enum Composition {
    /// Makes every part and connects to the database; nothing runs yet but the loops.
    static func parts(_ settings: Settings) async throws -> NodeParts {
        let node = "node-" + UniqueID.random().description.prefix(8)
        let loops = try (0..<settings.loops).map { try EventLoop(name: "loop-\($0)") }
        for loop in loops { loop.start() }
        var configuration = PostgresConfiguration(settings.database.value)
        configuration.onRefusal = DatabaseLog.refusals()
        let database = Database(configuration, loops: loops)
        do {
            try await database.open()
            try await Migrator().check(configuration, on: loops[0])
            return try await parts(settings, node, loops, database, configuration)
        } catch {
            await database.close()
            for loop in loops {
                loop.stop()
                loop.join()
            }
            throw error
        }
    }

    private static func parts(
        _ settings: Settings, _ node: String, _ loops: [EventLoop], _ database: Database,
        _ configuration: PostgresConfiguration
    ) async throws -> NodeParts {
        let home = loops[0]
        let history = PostgresEventHistory(database)
        let sequencing = PostgresSequencing(on: home, configuration)
        let endpoint = try RedisEndpoint(settings.redis, settings.redisKeys)
        let deliveryLog = DeliveryLog(redis: endpoint.description)
        let redis = RedisConnection(to: endpoint, on: home)
        let waker = SequencerWaker(RedisPoke(over: redis))
        let logReader = RedisLogReader(of: endpoint, on: home)

        let revoked = RevokedSessions()
        let authentication = try await authentication(settings, database, revoked, waker)
        let kept = KeptAnswers(settings.limits.kept)
        let office = office(settings, database, waker, kept)

        let located = Signal()
        let gateway = Late<Gateway>()
        let reader = LogReaderDriver(
            on: home, history: history, log: logReader,
            // What is skipped may have revoked sessions: the store knows them all.
            beforeRestart: { try await authentication.loadRevokedSessions(at: WallClock.now()) },
            onLogChange: deliveryLog.reading(),
            deliver: deliveryLog.notices { notices in
                take(notices, revoked, located)
                kept.take(notices)
                gateway.value?.deliver(notices)
            })
        let sequencer = SequencerDriver(
            node: node, on: home, store: sequencing, history: history,
            log: RedisLogWriter(over: redis), delivered: { await reader.deliveredEnd },
            onEvent: deliveryLog.sequencer())
        waker.driver.value = sequencer
        let ephemeral = ephemeral(at: endpoint, on: home, to: gateway)
        let ingress = IngressReader(
            at: endpoint, on: home, node: "holder",
            sink: PostgresIngress(database, committed: { waker.wake() }),
            history: { await sequencer.epoch }, onChange: deliveryLog.ingress())
        let readiness = NodeReadiness(
            node: node, database: database, reader: reader, redis: endpoint.description,
            isReplaced: { reader.isSuperseded || sequencer.isSuperseded },
            standingLoop: { StandingLoop(among: loops) },
            loopBehind: { gateway.value?.loopBehind() },
            ingressTrouble: { await ingress.lastingTrouble })
        let tlsCounts = TLSCounts()
        let metrics = NodeMetrics(
            loops: loops, gateway: gateway, database: database, sequencer: sequencer,
            reader: reader, ephemeral: ephemeral, ingress: ingress, tlsCounts: tlsCounts)
        let services = try services(
            settings, authentication, office, kept, history, readiness, metrics)
        let (clients, operators) = doors(
            settings, node, loops, services,
            served: served(authentication, database, history, readiness, tlsCounts))
        gateway.value = clients
        let intake = NodeIntake(
            on: home, ingress, ephemeral,
            RedisPoke.subscription(at: endpoint, on: home) {
                sequencer.assumeIsolated { $0.wake() }
            })
        return NodeParts(
            loops: loops, database: database, sequencing: sequencing, redis: redis,
            logReader: logReader, sequencer: sequencer, reader: reader, gateway: clients,
            operators: operators, authentication: authentication, readiness: readiness,
            jobs: NodeJobs(
                on: home, NodeJobs.all(office, database, scheduleDays: settings.scheduleDays),
                sequencer: sequencer),
            intake: intake, located: located)
    }

    private static func ephemeral(
        at endpoint: RedisEndpoint, on loop: EventLoop, to gateway: Late<Gateway>
    ) -> RedisEphemeral {
        RedisEphemeral(at: endpoint, on: loop) { event in
            gateway.value?.deliverEphemeral(
                topics: event.topics, type: event.type, entity: event.subject,
                event: event.payload)
        }
    }

    /// The ports for clients, on all loops, and the one for operators.
    private static func doors(
        _ settings: Settings, _ node: String, _ loops: [EventLoop], _ services: Services,
        served: (any HTTPHandler) -> GatewayServices
    ) -> (clients: Gateway, operators: Gateway) {
        let operations = OperationsDoor(services)
        let door = FrontDoor(
            page: Dashboard(), api: Router(services), operations: operations,
            scraperToken: settings.adminToken)
        let configuration = doorConfiguration(settings, node)
        let compressing = CompressingHandler(door, configuration.gzip)
        return (
            Gateway(on: loops, configuration: configuration) { _ in served(compressing) },
            Gateway(on: [loops[0]], configuration: operatorsConfiguration()) { _ in
                served(operations)
            }
        )
    }

    /// What the loops of a port call, whatever answers its requests.
    private static func served(
        _ authentication: Authentication, _ database: Database, _ history: PostgresEventHistory,
        _ readiness: NodeReadiness, _ tlsCounts: TLSCounts
    ) -> (any HTTPHandler) -> GatewayServices {
        let log = GatewayLog()
        return { handler in
            GatewayServices(
                handler: handler,
                credentials: AccountCredentials(authentication, clock: { WallClock.now() }),
                rights: PostgresSubscriptionRights(database), history: history,
                snapshots: PostgresSnapshots(database),
                report: { notice in
                    if case .listenerFailed = notice { readiness.lostListener() }
                    log.write(notice)
                },
                tlsCounts: tlsCounts, clock: { WallClock.now() })
        }
    }

    private static func authentication(
        _ settings: Settings, _ database: Database, _ revoked: RevokedSessions,
        _ waker: SequencerWaker
    ) async throws -> Authentication {
        Authentication(
            store: PostgresAccountStore(database, committed: { waker.wake() }),
            hasher: BcryptHasher(),
            tokens: try await JSONWebTokens(secret: settings.jwtSecret.value),
            tickets: PostgresWebSocketTickets(database), sha256: SystemSHA256(), revoked: revoked)
    }

    private static func office(
        _ settings: Settings, _ database: Database, _ waker: SequencerWaker,
        _ kept: KeptAnswers
    ) -> BookingOffice {
        BookingOffice(
            store: WatchedBookingStore(
                PostgresBookingStore(
                    database, clock: { WallClock.now() }, committed: { waker.wake() }),
                changed: { kept.changed($0) }),
            queries: PostgresBookingQueries(database),
            delay: SimulatedDelay(
                sha256: SystemSHA256(), secret: Array(settings.jwtSecret.value.utf8)))
    }

    private static func services(
        _ settings: Settings, _ authentication: Authentication, _ office: BookingOffice,
        _ kept: KeptAnswers, _ history: PostgresEventHistory, _ readiness: NodeReadiness,
        _ metrics: NodeMetrics
    ) throws -> Services {
        var configuration = Services.Configuration()
        configuration.corsOrigins = settings.corsOrigins
        configuration.secureCookies = !settings.isDevelopment
        let start = MonotonicTime.now
        var services = Services(
            configuration: configuration, authentication: authentication, office: office,
            airports: try AirportDirectory(csv: file("data/airports.csv")), history: history,
            readiness: readiness,
            metrics: [metrics, ProcessMetrics(start: WallClock.now())],
            documents: Documents(
                openAPI: Asset.named("protocol/openapi.json")?.bytes ?? [],
                asyncAPI: Asset.named("protocol/asyncapi.json")?.bytes ?? []),
            sha256: SystemSHA256(), clock: { WallClock.now() },
            uptime: { MonotonicTime.now - start })
        services.kept = kept
        return services
    }

    /// A file that was compiled into the program; that one is missing is a fault of the build.
    static func file(_ name: String) throws(CommandFailure) -> [UInt8] {
        guard let asset = Asset.named(name) else {
            throw CommandFailure(.internalError, "the program was built without \(name)")
        }
        return asset.bytes
    }

    private static func doorConfiguration(
        _ settings: Settings, _ node: String
    ) -> GatewayConfiguration {
        var configuration = settings.limits.gateway
        configuration.hub.node = node
        configuration.origins = Set(settings.corsOrigins)
        configuration.drainTimeout = settings.drain
        configuration.requiresCredentials = settings.requireAuth
        configuration.proxies = settings.proxies
        configuration.allowedHosts = settings.allowedHosts
        configuration.compression.mode = settings.compression
        return configuration
    }

    /// The operators' port speaks no WebSocket: no path is empty.
    private static func operatorsConfiguration() -> GatewayConfiguration {
        var configuration = GatewayConfiguration()
        configuration.webSocketPath = ""
        configuration.connectionLimit = 64
        return configuration
    }

    /// What the node itself learns from the log, before its subscribers do.
    private static func take(
        _ notices: [LogReader.Notice], _ revoked: RevokedSessions, _ located: Signal
    ) {
        for notice in notices {
            switch notice {
            case .restarted: located.send()
            case .entries(let entries):
                for entry in entries {
                    guard let session = AccountEvents.revokedSession(entry) else { continue }
                    revoked.insert(RevokedSession(id: session, at: WallClock.now()))
                }
            case .fresh, .stale: break
            }
        }
    }
}
