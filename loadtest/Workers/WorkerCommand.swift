import ArgumentParser
import Net

/// `loadtest worker`: started by the coordinator, with a socket to it as standard input.
struct WorkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker", abstract: "A share of the clients.", shouldDisplay: false)

    func run() async throws {
        _ = DescriptorLimit.raise()
        let loop = try EventLoop(name: "clients")
        loop.start()
        await withCheckedContinuation { continuation in
            loop.execute {
                // Kept alive by the link's and its own callbacks until it is finished.
                let worker = Held<Worker>()
                worker.value = Worker(0, on: loop) {
                    worker.value = nil
                    continuation.resume()
                }
            }
        }
    }
}

/// Holds a value until somebody lets go of it.
private final class Held<Value> {
    var value: Value?
}
