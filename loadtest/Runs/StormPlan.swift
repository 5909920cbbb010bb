/// How a run sends all clients away and lets them back at once.
struct StormPlan: Sendable, Equatable {
    /// Events that each client misses meanwhile.
    var missed: Int
    /// The topic that the last event is published on, by which it is known that all were taken.
    var lastTopic: String
    /// How many events that topic gets.
    var lastCount: Int
}
