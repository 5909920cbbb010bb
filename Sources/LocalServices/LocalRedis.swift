import Glibc

/// A private Redis server, reachable by its unix socket only.
///
/// It runs in a session of its own, so that the terminal's Ctrl-C does not reach it, and gets a
/// signal when this process ends. All waits are bounded.
package actor LocalRedis {
    /// The limits and settings of the server.
    package struct Configuration: Sendable {
        /// Memory limit in bytes, above which writes are refused; nil is none.
        package var maxMemory: Int?
        /// How long a start may take; loading the file included.
        package var startLimit = Duration.seconds(30)
        /// How long a clean stop may take before the server is killed.
        package var stopLimit = Duration.seconds(5)

        /// The settings of `flighthub dev`, and of tests.
        ///
        /// - Parameter maxMemory: Memory limit in bytes; nil is none.
        package init(maxMemory: Int? = nil) { self.maxMemory = maxMemory }
    }

    /// What `REDIS_URL` holds for this server.
    package nonisolated let url: String
    /// The file of the server's socket.
    package nonisolated let socketPath: String
    /// The server's log.
    package nonisolated let log: String

    private let folder: StateFolder
    private let configuration: Configuration
    private let program: String
    private var server: ChildProcess?

    private init(
        _ folder: StateFolder, _ configuration: Configuration
    ) throws(LocalServiceError) {
        self.folder = folder
        self.configuration = configuration
        program = try Programs.path(of: "redis-server", service: "Redis")
        socketPath = folder.redisSocket
        url = "unix://" + folder.redisSocket
        log = folder.redisLog
    }

    /// Starts the server of a state folder; returns when it answers PING.
    package static func start(
        in folder: StateFolder, _ configuration: Configuration = Configuration()
    ) async throws(LocalServiceError) -> LocalRedis {
        try folder.make()
        let redis = try LocalRedis(folder, configuration)
        try await redis.start()
        return redis
    }

    /// The server's process id while it runs.
    package var pid: Int32? { server?.pid }

    /// Waits until the server's process has ended, for whatever reason.
    package func ended() async -> ExitStatus? { await server?.wait() }

    /// Starts the server again after `stop` or `kill`; does nothing while it runs.
    package func start() async throws(LocalServiceError) {
        if let server, server.status == nil { return }
        try Files.makePrivateFolder(folder.redisData, for: folder.account)
        try await ProcessTable.endLeftovers(of: "redis-server", in: folder.redisData)
        let file = folder.redisData + "/redis.conf"
        try Files.write(settings, to: file, for: folder.account)
        let command = ChildProcess.Command(
            program: program, arguments: [file], folder: folder.redisData, log: log,
            account: folder.account, deathSignal: SIGTERM)
        let server = try await ChildProcess.launch(command)
        self.server = server
        try await ready(server)
        try Files.link(folder.redisLink, to: socketPath)
    }

    /// Ends the server; what it acknowledged is on disk.
    package func stop() async {
        guard let server else { return }
        self.server = nil
        server.signal(SIGTERM)
        // One that is frozen takes no other signal.
        server.signal(SIGCONT)
        if await server.wait(within: configuration.stopLimit) != nil { return }
        server.signal(SIGKILL)
        _ = await server.wait(within: .seconds(5))
    }

    /// Kills the server with SIGKILL: up to a second of what it acknowledged may be lost.
    package func kill() async {
        guard let server else { return }
        self.server = nil
        server.signal(SIGKILL)
        _ = await server.wait(within: .seconds(5))
    }

    /// Stops the server cleanly and starts it again with its data.
    package func restart() async throws(LocalServiceError) {
        await stop()
        try await start()
    }

    /// Kills the server and starts it again without its data.
    package func restartEmpty() async throws(LocalServiceError) {
        await kill()
        try Files.remove(folder.redisData)
        try await start()
    }

    /// Stops the server where it is: connections stay, it answers nobody.
    package func freeze() { server?.signal(SIGSTOP) }

    /// Lets a frozen server go on.
    package func thaw() { server?.signal(SIGCONT) }

    /// Lets nothing more be written to the server's files, as if their disk were full.
    ///
    /// The kernel refuses each write (EFBIG), so the server finds out as it would: by a write of its
    /// file that fails, after it has acknowledged what was to be written.
    package func fillDisk() async throws(LocalServiceError) { try await limitFiles(to: "1:") }

    /// Makes room on the disk again.
    package func freeDisk() async throws(LocalServiceError) {
        try await limitFiles(to: "unlimited:")
    }

    /// As the server's account: whoever lacks CAP_SYS_RESOURCE may limit only its own programs.
    private func limitFiles(to bytes: String) async throws(LocalServiceError) {
        guard let server else { return }
        let command = ChildProcess.Command(
            program: try Programs.path(of: "prlimit", service: "util-linux"),
            arguments: ["--pid", "\(server.pid)", "--fsize=\(bytes)"], folder: folder.redisData,
            log: log, account: folder.account)
        let prlimit = try await ChildProcess.launch(command)
        let status = await prlimit.wait(within: .seconds(10))
        guard status == .exited(0) else {
            prlimit.signal(SIGKILL)
            throw .ended(
                service: "prlimit", status: status.map { "\($0)" } ?? "no end within 10 s",
                log: log)
        }
    }

    /// `appendonly` alone keeps the data: a snapshot beside it would only cost a fork.
    private var settings: String {
        var lines = [
            "port 0",
            "unixsocket \"\(socketPath)\"",
            "unixsocketperm 700",
            "dir \"\(folder.redisData)\"",
            "appendonly yes",
            "appendfsync everysec",
            "save \"\"",
            "maxmemory-policy noeviction",
        ]
        if let limit = configuration.maxMemory { lines.append("maxmemory \(limit)") }
        return lines.map { $0 + "\n" }.joined()
    }

    private func ready(_ server: ChildProcess) async throws(LocalServiceError) {
        let limit = configuration.startLimit
        let pong: Bool? = try await Poll.until(limit) { () throws(LocalServiceError) in
            if let status = server.status {
                throw .ended(service: "Redis", status: status.description, log: log)
            }
            return answersPing ? true : nil
        }
        if pong == true { return }
        await stop()
        throw .notReady(service: "Redis", seconds: Int(limit.components.seconds), log: log)
    }

    /// While it loads its file, Redis answers `-LOADING …` instead.
    private var answersPing: Bool {
        guard let connection = UnixConnection(socketPath),
            connection.send(Array("PING\r\n".utf8))
        else { return false }
        return connection.receive(5) == Array("+PONG".utf8)
    }
}
