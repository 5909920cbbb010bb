import ArgumentParser
import Net

/// `loadtest booking-fanout`: from the commit of a booking to its frame at every subscriber.
struct BookingFanout: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "booking-fanout",
        abstract: "Many subscribers of one airline, and bookings by REST.",
        discussion: """
            Measures from X-Committed-At, the hub's clock right after COMMIT, to the moment at \
            which this program has read the frame: run it on the hub's machine, in a release build.
            """)

    @OptionGroup var server: ServerOptions

    @Option(help: "Subscribers of the airline's topic.")
    var subscribers = 1_000

    @Option(help: "Bookings a second.")
    var rate = 20

    @Option(help: "Seconds of booking.")
    var duration = 30

    @Option(help: "The airline; by default the one with the most flights.")
    var airline: String?

    @Option(help: "Connections opened a second.")
    var connectRate = 500

    @Option(help: "Seconds to wait for the last frames.")
    var grace = 10

    @Option(name: .customLong("max-p50-ms"), help: "Fail when the median is above it.")
    var maxP50: Double?

    @Option(name: .customLong("max-p99-ms"), help: "Fail when the 99th percentile is above it.")
    var maxP99: Double?

    func validate() throws {
        let numbers = [subscribers, rate, duration, connectRate, grace]
        guard numbers.allSatisfy({ (1...1_000_000).contains($0) }) else {
            throw ValidationError("numbers must be from 1 to 1000000")
        }
        _ = try server.server()
        _ = try server.account()
    }

    func run() async throws {
        let limit = DescriptorLimit.raise()
        guard limit > subscribers + 64 else {
            throw ValidationError("\(limit) descriptors are too few (see ulimit -n)")
        }
        let plan = FanoutRun.Plan(
            server: try server.server(), tokens: server.token, account: try server.account(),
            airline: airline, subscribers: subscribers, connectRate: connectRate, rate: rate,
            duration: duration, grace: .seconds(grace))
        let loop = try EventLoop(name: "loadtest")
        loop.start()
        let report = try await FanoutRun(plan, on: loop).run { print($0) }
        print("\n" + report.table)
        let complaints = report.complaints(maxP50: maxP50, maxP99: maxP99)
        print(complaints.isEmpty ? "\nPASS" : "\nFAIL")
        for complaint in complaints { print("  \(complaint)") }
        if !complaints.isEmpty { throw ExitCode.failure }
    }
}
