/// What one run of a scenario found: the JSON file, of which tables and pages are made.
struct RunReport: Codable, Sendable, Equatable {
    /// Which scenario, such as `fanout`.
    var scenario: String
    /// When it began, as RFC 3339.
    var startedAt: String
    /// How long the measured part took.
    var seconds: Double
    /// What was put under load: the hub's URL, or the peer's.
    var target: String
    var machine: Machine
    /// What the run was asked for, in the order of the command line.
    var options: [Setting]
    /// The distributions that were measured; the first is the one that the scenario is about.
    var latencies: [Latency]
    /// Single numbers: rates, sizes, costs.
    var figures: [Figure]
    /// What must never happen; one that is above 0 fails the run.
    var faults: [Fault]
    /// What went wrong otherwise, by reason; any of them fails the run.
    var failures: [Failure]
    /// About one a second, from the first connection to the end.
    var samples: [Sample]
    /// The limits of `thresholds.json` and how they were met; empty until they are applied.
    var checks: [Check] = []

    /// Whether nothing went wrong and no limit was missed.
    var isPassed: Bool {
        faults.allSatisfy { $0.count == 0 } && failures.isEmpty && checks.allSatisfy(\.isMet)
    }

    /// Where it ran.
    struct Machine: Codable, Sendable, Equatable {
        var cores: Int
        /// The processor's name.
        var processor: String
        /// Bytes.
        var memory: Int
        var kernel: String
    }

    /// One option of the run.
    struct Setting: Codable, Sendable, Equatable {
        var name: String
        var value: String

        init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }

        init(_ name: String, _ value: Double) {
            self.init(name, value == value.rounded() ? String(Int(value)) : String(value))
        }
    }

    /// A distribution of times, in microseconds.
    struct Latency: Codable, Sendable, Equatable {
        /// Stable, for thresholds: `delivery`, `connect`, `book`.
        var name: String
        /// For people: `commit to frame`.
        var label: String
        var count: Int
        var min: Double
        var mean: Double
        var p50: Double
        var p90: Double
        var p95: Double
        var p99: Double
        var p999: Double
        var max: Double
        /// The curve: a percentile (0 to 100) and its value, rising.
        var curve: [Point]

        /// A point of the curve.
        struct Point: Codable, Sendable, Equatable {
            var percentile: Double
            var microseconds: Double
        }
    }

    /// A number with its unit.
    struct Figure: Codable, Sendable, Equatable {
        /// Stable, for thresholds: `cpuPerDelivery`.
        var name: String
        /// For people: `server CPU a delivery`.
        var label: String
        var value: Double
        /// `µs`, `bytes`, `1/s`, `%`, or empty for a plain count.
        var unit: String
    }

    /// Something that must never happen, and how often it did.
    struct Fault: Codable, Sendable, Equatable {
        /// Stable: `lost`, `doubled`, `outOfOrder`, `wrongState`, `soldTwice`.
        var name: String
        var label: String
        var count: Int
    }

    /// A reason why something failed, and how often.
    struct Failure: Codable, Sendable, Equatable {
        var reason: String
        var count: Int
    }

    /// How things stood at one moment.
    struct Sample: Codable, Sendable, Equatable {
        /// Seconds since the run began.
        var at: Double
        /// Connections that stand.
        var clients: Int
        /// Events published or committed a second, since the sample before.
        var eventsPerSecond: Double
        /// Frames that reached clients, or answers of the REST interface, a second.
        var framesPerSecond: Double
        /// Milliseconds, of what arrived since the sample before; nil when nothing did.
        var p50: Double?
        var p99: Double?
        /// Faults and failures so far.
        var errors: Int
        /// Cores that the server used since the sample before; nil where it cannot be read.
        var serverCPU: Double?
        /// Resident bytes of the server.
        var serverMemory: Int?
        /// Open descriptors of the server.
        var serverDescriptors: Int?
        /// Cores that the load test itself used: near its share, its figures mean little.
        var ownCPU: Double
    }

    /// A limit and what was measured.
    struct Check: Codable, Sendable, Equatable {
        /// What was compared: `delivery.p99` (milliseconds), or the name of a figure.
        var measure: String
        /// At most this, if `isUpper`, else at least this.
        var limit: Double
        var isUpper: Bool
        /// Nil when the run did not measure it, which misses the limit.
        var value: Double?

        var isMet: Bool {
            guard let value else { return false }
            return isUpper ? value <= limit : value >= limit
        }
    }
}
