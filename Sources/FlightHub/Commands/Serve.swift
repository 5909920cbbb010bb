import Accounts
import ArgumentParser
import Gateway
import Logging
import Net

/// `flighthub serve`: one node on your PostgreSQL and Redis.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run a node on your PostgreSQL and Redis.",
        discussion: """
            Needs DATABASE_URL, REDIS_URL and JWT_SECRET; run `flighthub migrate` first. Nodes \
            are alike: run as many as you need behind any balancer. SIGTERM lets the clients go \
            over DRAIN_SECONDS; SIGHUP reads the certificates anew. systemd may open the sockets \
            (LISTEN_FDS) and is told when the node is ready, stopping and alive (NOTIFY_SOCKET, \
            WATCHDOG_USEC).

            \(Limits.help)
            """)

    @OptionGroup var options: ServerOptions
    @OptionGroup var services: ServiceOptions

    @Flag(help: "Print the limits that hold, those that are set marked, and end.")
    var listLimits = false

    func run() async throws {
        if listLimits { return try printLimits(.process) }
        do {
            try await serve()
        } catch let failure as CommandFailure where logsJSON(.process) {
            let log = LineLog(label: "serve", format: .json, logLevel: .critical)
            for line in failure.lines { log.write(line, level: .critical) }
            throw ExitCode(failure.code.rawValue)
        }
    }

    /// Whether who collects the log wants one object a line, also of what is wrong with a setting.
    private func logsJSON(_ environment: Environment) -> Bool {
        var reader = SettingsReader(environment)
        return reader.text("LOG_FORMAT", options.logFormat) == LineLog.Format.json.rawValue
    }

    private func serve() async throws {
        let settings = try Settings.serving(options, services, .process)
        let signals = try StopSignals.listen()
        LineLog.install(settings.logFormat, from: settings.logLevel)
        for doubt in settings.doubts { Logger(label: "settings").warning("\(doubt)") }
        do {
            let certificates = CertificateReload(settings.tls)
            try ReloadSignals.listen { certificates.run() }
            try settings.probePorts()
            try await ProductionChecks.run(settings.database)
            let node = try await Node.start(settings)
            Logger(label: "serve").notice(
                "serving on \(node.places.joined(separator: ", "))")
            await serve(node, until: signals)
        } catch {
            throw CommandFailure(of: error)
        }
    }

    private func serve(_ node: Node, until signals: AsyncStream<Int32>) async {
        let notifier = ServiceNotifier(.process)
        notifier.send(.ready)
        await withTaskGroup { group in
            group.addTask { await notifier.keepWatch(over: node.loops) }
            for await _ in signals { break }
            group.cancelAll()
        }
        notifier.send(.stopping)
        await node.drain()
    }

    private func printLimits(_ environment: Environment) throws {
        var reader = SettingsReader(environment)
        let limits = Limits.read(options.limit, &reader)
        try reader.finish()
        for line in Limits.listing(limits) { Terminal.print(line) }
    }
}

extension Settings {
    /// Fails when another program listens where this one is to, before anything is started.
    func probePorts() throws(SocketError) {
        let isDualStack = Socket.isDualStack(hosts)
        let plainHosts = inherited.isEmpty ? hosts : []
        for host in plainHosts {
            _ = try Socket.probeTCP(host: host, port: port, isDualStack: isDualStack)
        }
        for host in tls == nil ? [] : hosts {
            _ = try Socket.probeTCP(host: host, port: tlsPort, isDualStack: isDualStack)
        }
    }
}
