/// What a booking rush does.
struct RushPlan: Sendable {
    /// People who book; each journey is another's turn.
    var agents = 200
    /// Agencies that they sell for; each pays from a balance of its own.
    var agencies = 1
    /// Flights whose seats they race for.
    var flights = 20
    /// Only flights of this airline.
    var airline: String?
    /// Journeys begun a second.
    var rate = 50.0
    var seconds = 60.0
    /// The share of journeys that begin together with rivals for the same seat.
    var contested = 0.2
    /// How many go for a contested seat in the same moment.
    var rivals = 3
    /// Seats that an agent goes for, one after another, before it gives up.
    var tries = 4
    /// The share of journeys that end with a cancellation: a quarter of them before paying.
    var cancelled = 0.1
    /// REST connections.
    var connections = 32
    /// Journeys on their way at once; beyond it the hub is too slow for the rate.
    var inFlightLimit = 1_000
    /// Repeats the choices of an earlier run.
    var seed: UInt64 = 1

    /// How many journeys there are.
    var journeys: Int { Int((rate * seconds).rounded()) }

    /// The chance that what begins next is a group of rivals, such that `contested` of all
    /// journeys are in one.
    var groupChance: Double {
        let size = Double(max(1, rivals))
        return contested / (size - contested * (size - 1))
    }

    /// What is wrong with the plan, naming the rule; nil for a plan that can be run.
    var complaint: String? {
        let shares = [contested, cancelled]
        if !(1...100_000).contains(agents) { return "agents must be 1 to 100000" }
        if !(1...64).contains(agencies) { return "agencies must be 1 to 64" }
        if agencies > agents { return "each agency needs an agent" }
        if !(1...1_000).contains(flights) { return "flights must be 1 to 1000" }
        if !(rate > 0 && rate <= 10_000) { return "the rate must be above 0 and up to 10000" }
        if !(1...1_000_000).contains(rate * seconds) { return "journeys must be 1 to 1000000" }
        if !shares.allSatisfy({ (0...1).contains($0) }) { return "shares must be 0 to 1" }
        if !(2...100).contains(rivals) { return "rivals must be 2 to 100" }
        if !(1...100).contains(tries) { return "tries must be 1 to 100" }
        if !(1...1_000).contains(connections) { return "connections must be 1 to 1000" }
        return (1...100_000).contains(inFlightLimit) ? nil : "in flight must be 1 to 100000"
    }
}

/// A plan that cannot be run.
struct PlanFailure: Error, Equatable, CustomStringConvertible {
    let description: String
}
