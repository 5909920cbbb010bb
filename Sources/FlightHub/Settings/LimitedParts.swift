import API
import Gateway

/// The parts of a node whose bounds can be set.
struct LimitedParts: Sendable {
    /// The door, and the hub behind it.
    var gateway = GatewayConfiguration()
    /// The answers that are given again.
    var kept = KeptAnswers.Configuration()
}
