import Accounts
import Delivery
import Gateway
import Net
import Relay
import Store

/// What a node is made of, once it is put together.
struct NodeParts: Sendable {
    let loops: [EventLoop]
    let database: Database
    let sequencing: PostgresSequencing
    let redis: RedisConnection
    let logReader: RedisLogReader
    let sequencer: SequencerDriver
    let reader: LogReaderDriver
    let gateway: Gateway
    /// The port for operators, which is served while `ADMIN_PORT` is set.
    let operators: Gateway
    let authentication: Authentication
    let readiness: NodeReadiness
    let jobs: NodeJobs
    let intake: NodeIntake
    /// Signalled once the reader has found its place in the history.
    let located: Signal

    /// The loop of everything that a node has once.
    var home: EventLoop { loops[0] }

    /// Ends the connections to Redis, so that nothing waits for it.
    func closeRelay() async {
        await logReader.close()
        await redis.close()
    }

    /// Ends everything, the loops last.
    func stop() async {
        await gateway.stop()
        await operators.stop()
        await closeRelay()
        await sequencing.close()
        await database.close()
        for loop in loops { loop.stop() }
        for loop in loops { loop.join() }
    }
}
