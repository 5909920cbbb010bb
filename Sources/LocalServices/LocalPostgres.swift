import Glibc

/// A private PostgreSQL server, reachable by its unix socket only.
///
/// It runs in a session of its own, so that the terminal's Ctrl-C does not reach it, and gets a
/// signal when this process ends. All waits are bounded.
package actor LocalPostgres {
    /// The limits and settings of the server.
    package struct Configuration: Sendable {
        /// Connections at once; the hub's pools on a few loops, the tests' clients and `psql`.
        package var maxConnections = 200
        /// Page cache in MiB; enough for the demo data, little enough for a laptop.
        package var sharedBuffers = 64
        /// Whether commits reach the disk; off is for tests, `serve` refuses such a server.
        package var durable = true
        /// How long a start may take; recovery after a crash included.
        package var startLimit = Duration.seconds(60)
        /// How long a clean stop may take before connections are cut.
        package var stopLimit = Duration.seconds(10)

        /// The settings of `flighthub dev`.
        package init() {}

        /// The settings of tests: nothing is flushed to the disk.
        package static var testing: Configuration {
            var configuration = Configuration()
            configuration.durable = false
            configuration.sharedBuffers = 32
            return configuration
        }
    }

    static let user = "flighthub"
    static let database = "flighthub"

    /// What libpq takes to connect, as a URI.
    package nonisolated let connectionString: String
    /// The file of the server's socket.
    package nonisolated let socketPath: String
    /// The server's log.
    package nonisolated let log: String

    let folder: StateFolder
    let configuration: Configuration
    let programs: String
    var server: ChildProcess?

    private init(
        _ folder: StateFolder, _ configuration: Configuration
    ) throws(LocalServiceError) {
        self.folder = folder
        self.configuration = configuration
        programs = try PostgresData.programs(for: folder.postgresData)
        socketPath = folder.postgresSocket
        log = folder.postgresLog
        connectionString =
            "postgresql://\(Self.user)@/\(Self.database)?host=\(folder.sockets)&port=5432"
    }

    /// Starts the server of a state folder, making its data when there is none.
    ///
    /// Returns when it takes connections; a crash before is recovered from on the way.
    package static func start(
        in folder: StateFolder, _ configuration: Configuration = Configuration()
    ) async throws(LocalServiceError) -> LocalPostgres {
        try folder.make()
        let postgres = try LocalPostgres(folder, configuration)
        try await postgres.start()
        return postgres
    }

    /// The server's process id while it runs.
    package var pid: Int32? { server?.pid }

    /// Waits until the server's process has ended, for whatever reason.
    package func ended() async -> ExitStatus? { await server?.wait() }

    /// Starts the server again after `stop` or `kill`; does nothing while it runs.
    package func start() async throws(LocalServiceError) {
        if let server, server.status == nil { return }
        try await PostgresData.make(in: folder, programs: programs)
        try Files.write(settings, to: folder.postgresData + "/postgresql.conf", for: folder.account)
        try await clearAway()
        let command = ChildProcess.Command(
            program: programs + "/postgres", arguments: ["-D", folder.postgresData],
            folder: folder.data, log: log, account: folder.account,
            // Fast shutdown; a test's data is not worth the checkpoint.
            deathSignal: configuration.durable ? SIGINT : SIGQUIT)
        let server = try await ChildProcess.launch(command)
        self.server = server
        try await ready(server)
        try Files.link(folder.postgresLink, to: socketPath)
    }

    /// Ends the server: sessions are cut, what was committed is on disk.
    package func stop() async {
        guard let server else { return }
        for (signal, limit) in [(SIGINT, configuration.stopLimit), (SIGQUIT, .seconds(3))] {
            server.signal(signal)
            // A process that is frozen takes no other signal.
            thaw()
            if await server.wait(within: limit) != nil {
                self.server = nil
                return
            }
        }
        await kill()
    }

    /// Stops the server cleanly and starts it again.
    package func restart() async throws(LocalServiceError) {
        await stop()
        try await start()
    }

    /// Kills the server and all its processes with SIGKILL, as a crash of the machine would.
    package func kill() async {
        guard let server else { return }
        self.server = nil
        let children = ProcessTable.children(of: server.pid)
        server.signal(SIGKILL)
        for child in children { _ = Glibc.kill(child, SIGKILL) }
        _ = await server.wait(within: .seconds(5))
        // While one of them lives, the shared memory is in use and no new server can start.
        _ = await Poll.until(.seconds(5)) {
            children.contains(where: ProcessTable.isRunning) ? nil : true
        }
    }

    /// Ends every client's session, as `pg_terminate_backend` does; the server goes on.
    package func cutSessions() {
        guard let server else { return }
        for child in ProcessTable.children(of: server.pid)
        where Files.read("/proc/\(child)/cmdline")?.hasPrefix("postgres: \(Self.user) ") == true {
            _ = Glibc.kill(child, SIGTERM)
        }
    }

    /// Stops all processes of the server where they are: connections stay, nobody answers.
    package func freeze() {
        guard let server else { return }
        // The server first, or it would start new ones meanwhile.
        server.signal(SIGSTOP)
        for child in ProcessTable.children(of: server.pid) { _ = Glibc.kill(child, SIGSTOP) }
    }

    /// Lets a frozen server go on.
    package func thaw() {
        guard let server else { return }
        for child in ProcessTable.children(of: server.pid) { _ = Glibc.kill(child, SIGCONT) }
        server.signal(SIGCONT)
    }
}
