import Accounts
import ArgumentParser
import Logging
import Net

/// `flighthub serve`: one node on your PostgreSQL and Redis.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run a node on your PostgreSQL and Redis.",
        discussion: """
            Needs DATABASE_URL, REDIS_URL and JWT_SECRET; run `flighthub migrate` first. Nodes \
            are alike: run as many as you need behind any balancer. SIGTERM lets the clients go \
            over DRAIN_SECONDS; SIGHUP reads the certificates anew.
            """)

    @OptionGroup var options: ServerOptions
    @OptionGroup var services: ServiceOptions

    func run() async throws {
        let settings = try Settings.serving(options, services, .process)
        let signals = try StopSignals.listen()
        LineLog.install(settings.logFormat, from: settings.logLevel)
        do {
            let certificates = CertificateReload(settings.tls)
            try ReloadSignals.listen { certificates.run() }
            _ = try Socket.probeTCP(host: settings.host, port: settings.port)
            try await ProductionChecks.run(settings.database)
            let node = try await Node.start(settings)
            announce(settings, node)
            for await _ in signals { break }
            await node.drain()
        } catch {
            throw CommandFailure(of: error)
        }
    }

    private func announce(_ settings: Settings, _ node: Node) {
        let everywhere = ["0.0.0.0", "::"].contains(settings.host)
        let place = everywhere ? "all addresses of this machine" : settings.host
        let tls = node.tlsPort.map { ", TLS on port \($0)" } ?? ""
        Logger(label: "serve").notice("serving on \(place), port \(node.port)\(tls)")
    }
}
