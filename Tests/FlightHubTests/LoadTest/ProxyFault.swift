/// What a faulty proxy does to what the hub says; event frames are counted from 1, over all
/// connections.
enum ProxyFault: Sendable, Equatable {
    /// Nothing.
    case none
    /// Drops one event frame of each so many, at a place that the seed decides.
    case dropsOne(of: Int, seed: UInt64)
    /// Sends an event frame behind the next one of its connection.
    case swaps(Int)
    /// Sends an event frame twice.
    case doubles(Int)
    /// Never sends a tick with this number to one of the clients.
    case withholds(tick: Int)
    /// Drops an event frame, and lets the next one of its topic say that nothing is missing.
    case dropsAndHides(Int)
    /// Tells one dashboard that the first seat to be sold is blocked.
    case showsOtherSeatState
    /// Gives the first seat that is refused as taken to the one who was refused, too.
    case sellsTwice
}
