/// What a load of reads does.
struct ReadsPlan: Sendable {
    /// Requests a second.
    var rate = 200.0
    var seconds = 30.0
    /// Connections.
    var connections = 32
    /// Requests on their way at once; beyond it the hub is too slow for the rate.
    var inFlightLimit = 1_000
    /// The share of conditional requests, where there can be one.
    var revalidated = 0.3
    /// Repeats the choices of an earlier run.
    var seed: UInt64 = 1

    /// How many requests there are.
    var requests: Int { Int((rate * seconds).rounded()) }

    /// What is wrong with the plan, naming the rule; nil for a plan that can be run.
    var complaint: String? {
        if !(rate > 0 && rate <= 100_000) { return "the rate must be above 0 and up to 100000" }
        if !(1...100_000_000).contains(rate * seconds) {
            return "requests must be 1 to 100000000"
        }
        if !(1...1_000).contains(connections) { return "connections must be 1 to 1000" }
        if !(1...100_000).contains(inFlightLimit) { return "in flight must be 1 to 100000" }
        return (0...1).contains(revalidated) ? nil : "the share revalidated must be 0 to 1"
    }
}
