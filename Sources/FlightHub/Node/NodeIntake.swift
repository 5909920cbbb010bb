import Net
import Relay

/// Takes what comes in through Redis: events of other services, durable ones on the holder of the
/// lease and ephemeral ones on every node, and pokes of nodes that have committed something.
actor NodeIntake {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    private let ingress: IngressReader
    private let ephemeral: RedisEphemeral
    private let pokes: RedisSubscription

    init(
        on loop: EventLoop, _ ingress: IngressReader, _ ephemeral: RedisEphemeral,
        _ pokes: RedisSubscription
    ) {
        self.loop = loop
        self.ingress = ingress
        self.ephemeral = ephemeral
        self.pokes = pokes
    }

    /// Runs until `stop`.
    func run() async {
        let listening = Task(executorPreference: loop) { await self.ephemeral.subscription.run() }
        let poked = Task(executorPreference: loop) { await self.pokes.run() }
        await ingress.run()
        await listening.value
        await poked.value
    }

    /// Ends `run` after the transaction that is on its way.
    func stop() async {
        await ingress.stop()
        await ephemeral.subscription.stop()
        await pokes.stop()
    }
}
