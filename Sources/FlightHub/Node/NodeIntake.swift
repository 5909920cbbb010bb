import Delivery
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
    private let sequencer: SequencerDriver
    private var isStopping = false

    init(
        on loop: EventLoop, _ ingress: IngressReader, _ ephemeral: RedisEphemeral,
        _ pokes: RedisSubscription, sequencer: SequencerDriver
    ) {
        self.loop = loop
        self.ingress = ingress
        self.ephemeral = ephemeral
        self.pokes = pokes
        self.sequencer = sequencer
    }

    /// Runs until `stop`.
    func run() async {
        let listening = Task(executorPreference: loop) { await self.ephemeral.subscription.run() }
        let poked = Task(executorPreference: loop) { await self.pokes.run() }
        while !isStopping {
            if await sequencer.isAcknowledged { await readWhileHolder() }
            await pause()
        }
        await listening.value
        await poked.value
    }

    /// Ends `run` after the transaction that is on its way.
    func stop() async {
        isStopping = true
        await ingress.stop()
        await ephemeral.subscription.stop()
        await pokes.stop()
    }

    /// Two nodes may read for a moment while the lease moves: each event is taken once even so.
    ///
    /// A node whose database was replaced must not: what it took would be gone with that.
    private func readWhileHolder() async {
        let reading = Task(executorPreference: loop) { await self.ingress.run() }
        while !isStopping, await sequencer.isAcknowledged { await pause() }
        await ingress.stop()
        await reading.value
    }

    private func pause() async {
        // Ended early only by the end of the loop, which ends all this as well.
        try? await loop.sleep(for: .milliseconds(250))
    }
}
