import Glibc
import LocalServices
import Net

/// Everything that `flighthub dev` runs, from the services to the hub.
actor DevHub {
    private let folder: StateFolder
    private let services: DevServices
    private let progress = Progress()
    private var settings: Settings
    private var node: Node?

    init(_ folder: StateFolder, _ settings: Settings) {
        self.folder = folder
        self.settings = settings
        services = DevServices(folder)
    }

    /// Starts everything, says what to try, and keeps the services running until `stop`.
    func run() async throws {
        try await start()
        try await withThrowingTaskGroup { group in
            group.addTask { try await self.services.keepRedis() }
            group.addTask { try await self.services.keepPostgres() }
            group.addTask { await self.showStatus() }
            try await group.waitForAll()
        }
    }

    /// Keeps a line about the hub at the bottom of the terminal, until it is cancelled.
    private func showStatus() async {
        guard isatty(STDOUT_FILENO) == 1, let node else { return }
        var last = (report: await node.report().door, time: MonotonicTime.now)
        while (try? await node.loops[0].sleep(for: .seconds(1))) != nil {
            let (door, isFresh) = await node.report()
            let now = MonotonicTime.now
            let seconds = (now - last.time) / .seconds(1)
            Terminal.showStatus(
                StatusText.line(from: last.report, to: door, in: seconds, isFresh: isFresh))
            last = (door, now)
        }
        Terminal.showStatus(nil)
    }

    /// Lets the clients go, then stops Redis and PostgreSQL.
    func stop() async {
        let node = self.node
        self.node = nil
        await node?.drain()
        await services.stop()
        // If it stays, it names a process that is gone; the lock says so.
        try? folder.forget(DevRecord.name)
    }

    private func start() async throws {
        let secret = try DevSecret.of(folder)
        let places = try await progress.step("starting PostgreSQL and Redis") {
            try await services.start()
        }
        settings = settings.with(
            database: Confidential(places.database), redis: Confidential(places.redis),
            secret: secret)
        try Task.checkCancellation()
        try await progress.step("migrating the database") {
            _ = try await CommandDatabase.migrate(settings.database) { name in
                Terminal.print("    \(name)")
            }
        }
        try Task.checkCancellation()
        try await progress.step("seeding (half a minute the first time)") {
            try await Seed.run(
                settings.database, daysAhead: settings.scheduleDays, demo: true, quickly: true)
        }
        try Task.checkCancellation()
        let node = try await progress.step("starting the hub") {
            let node = try await Node.start(settings)
            await node.waitUntilFresh(atMost: .seconds(3))
            return node
        }
        self.node = node
        try announce(node.port)
    }

    private func announce(_ port: UInt16) throws {
        let record = DevRecord(
            url: "http://127.0.0.1:\(port)", database: settings.database.value,
            redis: settings.redis.value, pid: getpid())
        try folder.keep(record.text, as: DevRecord.name)
        for line in Banner.lines(port: port, state: folder.path) { Terminal.print(line) }
    }
}
