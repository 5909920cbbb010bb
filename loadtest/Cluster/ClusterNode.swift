import Glibc
import LiveClient
import LocalServices
import Net
import Wire

/// A node that this run has started, and may end, freeze and start again. *(loop)*
///
/// Signals go to the process that was started here, never to one that is found by its name.
actor ClusterNode {
    /// How it is called in reports: `node A`.
    nonisolated let name: String
    nonisolated let url: ServerURL
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
    private let command: ChildProcess.Command
    private let log: String
    private var process: ChildProcess?

    init(
        _ name: String, at url: ServerURL, _ command: ChildProcess.Command, log: String,
        on loop: EventLoop
    ) {
        self.name = name
        self.url = url
        self.command = command
        self.log = log
        self.loop = loop
    }

    /// Starts it; returns when it is ready to serve, with what its database holds.
    func start() async throws {
        if let process, process.status == nil { return }
        let process = try await ChildProcess.launch(command)
        self.process = process
        let end = MonotonicTime.now + Self.startLimit
        while MonotonicTime.now < end {
            if let status = process.status {
                throw ClusterFailure.ended(name, "\(status)", log: log)
            }
            if await isReady() { return }
            try await loop.sleep(for: .milliseconds(100))
        }
        throw ClusterFailure.notReady(name, log: log)
    }

    /// Asks it to let its clients go and end, as a deploy does; returns when it has.
    ///
    /// The limit leaves it more than its drain; then it is killed, and that is an error.
    func terminate(within limit: Duration) async throws {
        guard let process else { return }
        process.signal(SIGTERM)
        let status = await process.wait(within: limit)
        guard status == nil else { return }
        await kill()
        throw ClusterFailure.notEnded(name, log: log)
    }

    /// Ends it as a crash does.
    func kill() async {
        guard let process else { return }
        process.signal(SIGKILL)
        _ = await process.wait(within: .seconds(10))
        self.process = nil
    }

    /// Stops it where it is: connections stay, it answers nobody.
    func freeze() { process?.signal(SIGSTOP) }

    /// Lets it go on.
    func thaw() { process?.signal(SIGCONT) }

    /// Ends it, with little patience.
    func stop() async {
        guard let process else { return }
        process.signal(SIGCONT)
        process.signal(SIGTERM)
        if await process.wait(within: .seconds(15)) == nil { await kill() }
    }

    /// Whether it gives events their order; `token` is an administrator's.
    func holdsLease(asking token: String) async -> Bool {
        guard let client = caller() else { return false }
        defer { client.close() }
        let metrics = HubMetrics(client: client, token: token)
        return (try? await metrics.value(of: "flighthub_lease_held")) == 1
    }

    private func isReady() async -> Bool {
        guard let client = caller() else { return false }
        defer { client.close() }
        let request = HTTPRequest(method: .get, path: "/health", query: "", body: [])
        return await (try? client.send(request).status) == 200
    }

    private func caller() -> RESTClient? {
        guard let address = try? url.resolve() else { return nil }
        return RESTClient(to: address, host: url.authority, on: loop, timeout: .seconds(2))
    }

    private static let startLimit = Duration.seconds(60)
}

/// A cluster could not be started, or a part of it did not do what it should.
enum ClusterFailure: Error, CustomStringConvertible {
    case ended(String, String, log: String)
    case notReady(String, log: String)
    case notEnded(String, log: String)
    case command(String, String, log: String)
    case noPort

    var description: String {
        switch self {
        case .ended(let name, let status, let log): "\(name) ended (\(status)): see \(log)"
        case .notReady(let name, let log): "\(name) was not ready in time: see \(log)"
        case .notEnded(let name, let log):
            "\(name) had not ended in time after SIGTERM: see \(log)"
        case .command(let name, let status, let log): "\(name) failed (\(status)): see \(log)"
        case .noPort: "no free port between 8301 and 8999"
        }
    }
}
