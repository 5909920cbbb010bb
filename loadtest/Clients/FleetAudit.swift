/// What the clients of a fleet got in all, told so that those who got the same count as one.
struct FleetAudit: Codable, Sendable, Equatable {
    /// Clients that got the same events of a topic.
    struct Row: Codable, Sendable, Hashable {
        var topic: String
        /// Where their subscription stood first; nil when it never did.
        var start: Int64?
        var count: Int
        var sum: UInt64
    }

    /// Clients that hold the same state of a topic at the end.
    struct View: Codable, Sendable, Hashable {
        var topic: String
        /// The state's digest; nil when there is none.
        var digest: UInt64?
    }

    var fleet = 0
    /// The history that the positions are in, as a cursor names it; nil before the first.
    var epoch: String?
    /// How many clients each row stands for.
    var rows: [Counted<Row>] = []
    /// How many clients each view stands for.
    var views: [Counted<View>] = []

    /// A value and how often it is there.
    struct Counted<Value: Codable & Sendable & Hashable>: Codable, Sendable, Equatable {
        var value: Value
        var clients: Int
    }

    /// Adds the audit of another part of the same fleet.
    mutating func add(_ other: FleetAudit) {
        epoch = epoch ?? other.epoch
        rows = Self.joined(rows + other.rows)
        views = Self.joined(views + other.views)
    }

    /// Counts equal values together.
    static func joined<Value>(_ counted: [Counted<Value>]) -> [Counted<Value>] {
        Dictionary(counted.map { ($0.value, $0.clients) }, uniquingKeysWith: +)
            .map { Counted(value: $0.key, clients: $0.value) }
    }
}
