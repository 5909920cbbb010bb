import Events
import LiveClient
import Net
import Wire

/// A live connection on a loop, for as long as its printer wants.
actor TailSession {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    init(on loop: EventLoop) { self.loop = loop }

    /// Follows topics and prints what comes, until the count is reached or the end comes.
    func follow(
        _ topics: [String], at endpoint: LiveConnection.Endpoint, from cursor: Cursor?,
        _ options: SubscriptionOptions, count: Int?
    ) async throws {
        let failure = await withCheckedContinuation { continuation in
            let printer = TailPrinter(topics, at: endpoint.host, count: count) { failure in
                continuation.resume(returning: failure)
            }
            let machine = ClientMachine(seed: .random(in: .min ... .max))
            let connection = LiveConnection(
                to: endpoint, on: loop, machine: machine, listener: printer)
            connection.start()
            connection.follow(topics, from: cursor, options: options)
        }
        if let failure { throw failure }
    }
}
