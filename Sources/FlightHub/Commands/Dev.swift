import ArgumentParser
import LocalServices
import Logging

/// `flighthub dev`: a whole hub on this machine.
struct Dev: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Start a hub with a private PostgreSQL and Redis, and demo data.",
        discussion: """
            Everything lives in the state folder; several hubs run side by side with a port and a \
            folder each. Ctrl-C stops all of it and keeps the data.
            """)

    @Option(help: "Folder for the data, the logs and links to the sockets.")
    var state = ".flighthub"

    @Flag(help: "Remove the data of the state folder first.")
    var reset = false

    @OptionGroup var options: ServerOptions

    func run() async throws {
        let signals = try StopSignals.listen()
        let settings = try Settings.developing(options, .process)
        LineLog.install(settings.logFormat, from: settings.logLevel)
        for doubt in settings.doubts { Logger(label: "settings").warning("\(doubt)") }
        do {
            try await run(settings, until: signals)
        } catch {
            throw CommandFailure(of: error)
        }
    }

    private func run(_ settings: Settings, until signals: AsyncStream<Int32>) async throws {
        let folder = try StateFolder(state)
        let lock = try take(folder)
        if reset || lock.isFirst { try await startOver(folder) }
        try settings.probePorts()
        let hub = DevHub(folder, settings)
        try await run(hub, until: signals)
        withExtendedLifetime(lock) {}
    }

    /// The folder's lock.
    private func take(_ folder: StateFolder) throws -> StateLock {
        do {
            return try StateLock(folder)
        } catch {
            throw Self.taken(error, folder)
        }
    }

    /// When the folder is in use, says by whom.
    private static func taken(
        _ error: LocalServiceError, _ folder: StateFolder
    ) -> CommandFailure {
        guard case .inUse = error else { return CommandFailure(of: error) }
        let other = try? DevRecord.running(in: folder, unless: "--state")
        let details = other.map { ": process \($0.pid), \($0.url)" } ?? ""
        return CommandFailure(
            .unavailable, "another `flighthub dev` runs on \(folder.path)\(details)")
    }

    private func startOver(_ folder: StateFolder) async throws {
        if reset { Terminal.print("==> removing the data of \(folder.path)") }
        try await folder.clear()
        try folder.forget(DevRecord.name)
        try folder.forget(DevSecret.name)
    }

    /// Runs the hub until it fails or a signal comes, and stops it either way.
    private func run(_ hub: DevHub, until signals: AsyncStream<Int32>) async throws {
        let failure: (any Error)? = await withTaskGroup { group in
            group.addTask { await Self.failure { try await hub.run() } }
            group.addTask {
                for await _ in signals { break }
                return nil
            }
            let first = await group.next() ?? nil
            Terminal.print("stopping (Ctrl-C again stops at once) …")
            group.cancelAll()
            // Ends the waits for the services, which no cancelling ends.
            await hub.stop()
            await group.waitForAll()
            return first
        }
        // What was just starting when the signal came has started since.
        await hub.stop()
        if let failure { throw failure }
    }

    private static func failure(_ body: () async throws -> Void) async -> (any Error)? {
        do { try await body() } catch { return error }
        return nil
    }
}
