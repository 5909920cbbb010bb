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
        await Worker.work(on: 0, loop)
    }
}
