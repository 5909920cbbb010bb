/// How what the clients got compares with the true history of their topics.
struct DeliveryVerdict: Equatable {
    /// Events that clients lack, each counted for each client.
    var lost = 0
    /// Events that clients got and the history lacks, each counted for each client.
    var foreign = 0
    /// Events that were taken from their publisher, and that the history lacks.
    var unrecorded = 0
    /// Subscriptions that never stood.
    var neverStood = 0
    /// Clients whose state of a topic is not the true one.
    var wrongViews = 0

    /// Whether nothing is wrong.
    var isClean: Bool { self == DeliveryVerdict() }

    /// Compares with the numbers of each topic's events, rising, and with the digest of the true
    /// state of each topic, as far as that is known; `taken` is how many events were published on
    /// topics of which nobody else publishes.
    init(
        _ audit: FleetAudit, history: [String: [Int64]], taken: [String: Int] = [:],
        views: [String: UInt64] = [:]
    ) {
        for (topic, count) in taken { unrecorded += max(0, count - (history[topic]?.count ?? 0)) }
        let sums = history.mapValues { SuffixSums($0) }
        for row in audit.rows {
            guard let start = row.value.start else {
                neverStood += row.clients
                continue
            }
            let expected = sums[row.value.topic]?.after(start) ?? (count: 0, sum: 0)
            compare(row.value, expected, row.clients)
        }
        for view in audit.views {
            guard let truth = views[view.value.topic] else { continue }
            if view.value.digest != truth { wrongViews += view.clients }
        }
    }

    /// No clients, nothing wrong.
    init() {}

    /// Adds the verdict on another fleet.
    mutating func add(_ other: DeliveryVerdict) {
        lost += other.lost
        foreign += other.foreign
        unrecorded += other.unrecorded
        neverStood += other.neverStood
        wrongViews += other.wrongViews
    }

    private mutating func compare(
        _ row: FleetAudit.Row, _ expected: (count: Int, sum: UInt64), _ clients: Int
    ) {
        if row.count < expected.count {
            lost += (expected.count - row.count) * clients
        } else if row.count > expected.count {
            foreign += (row.count - expected.count) * clients
        } else if row.sum != expected.sum {
            // As many, but others: at least one is missing and one came that is not in the history.
            lost += clients
            foreign += clients
        }
    }
}

/// Count and sum of the events after any position.
private struct SuffixSums {
    private let seqs: [Int64]
    /// The sum from each index on.
    private let sums: [UInt64]

    init(_ seqs: [Int64]) {
        self.seqs = seqs
        var sums = [UInt64](repeating: 0, count: seqs.count + 1)
        for index in seqs.indices.reversed() {
            sums[index] = sums[index + 1] &+ TopicTrack.mixed(seqs[index])
        }
        self.sums = sums
    }

    func after(_ start: Int64) -> (count: Int, sum: UInt64) {
        var low = 0
        var high = seqs.count
        while low < high {
            let middle = (low + high) / 2
            if seqs[middle] > start { high = middle } else { low = middle + 1 }
        }
        return (seqs.count - low, sums[low])
    }
}
