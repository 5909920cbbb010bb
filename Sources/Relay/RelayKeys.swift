package import Events

/// The names of everything that the hub keeps in Redis.
package enum RelayKeys {
    /// The stream of the events of one epoch; an entry's id is the event's seq.
    package static func log(of epoch: Epoch) -> String { "flighthub:\(epoch):log" }
    /// A set of the epochs that have a stream.
    package static let epochs = "flighthub:epochs"
    /// The holder's sign of life and the position behind which nothing is missing.
    package static let watermark = "flighthub:watermark"
    /// The channel that wakes the holder of the lease.
    package static let poke = "flighthub:poke"
    /// The channel of events that are delivered at most once.
    package static let ephemeral = "flighthub:ephemeral"
    /// The stream by which other services hand in events.
    package static let ingress = "flighthub:ingress"
    /// The stream of what was handed in and cannot be used.
    package static let rejected = "flighthub:ingress:rejected"
}
