package import Events

/// The names of everything that a hub keeps in Redis, all below one prefix.
package struct RelayKeys: Sendable, Hashable {
    /// What the names begin with when nothing else is asked for.
    package static let standardPrefix = "flighthub"
    /// What a prefix is, for who gave something else.
    package static let prefixRule =
        "1 to \(longestPrefix) letters, digits, '.', '_', '-' and ':'"
    private static let longestPrefix = 64

    /// What all names begin with, before a colon; hubs that share a server differ in it.
    package let prefix: String

    /// The names below the standard prefix.
    package init() { prefix = Self.standardPrefix }

    /// The names below `prefix`; nil unless that is as `prefixRule` says.
    package init?(prefix: String) {
        let isGood = prefix.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"):
                true
            default: false
            }
        }
        guard isGood, (1...Self.longestPrefix).contains(prefix.utf8.count) else { return nil }
        self.prefix = prefix
    }

    /// The stream of the events of one epoch; an entry's id is the event's seq.
    package func log(of epoch: Epoch) -> String { "\(prefix):\(epoch):log" }
    /// A set of the epochs that have a stream.
    package var epochs: String { "\(prefix):epochs" }
    /// The holder's sign of life and the position behind which nothing is missing.
    package var watermark: String { "\(prefix):watermark" }
    /// The channel that wakes the holder of the lease.
    package var poke: String { "\(prefix):poke" }
    /// The channel of events that are delivered at most once.
    package var ephemeral: String { "\(prefix):ephemeral" }
    /// The stream by which other services hand in events.
    package var ingress: String { "\(prefix):ingress" }
    /// The stream of what was handed in and cannot be used.
    package var rejected: String { "\(prefix):ingress:rejected" }
}
