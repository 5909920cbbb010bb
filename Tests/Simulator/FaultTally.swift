/// Counts the faults of a story: a fault that strikes where there is nothing to break, or that nobody
/// notices, proves nothing.
package final class FaultTally {
    /// What is known of one fault.
    package struct Count: Equatable, Sendable {
        /// How often it was brought about.
        package fileprivate(set) var strikes = 0
        /// How often it changed what happened: a packet was lost, a write refused, a commit undone.
        package fileprivate(set) var bites = 0

        /// None of it.
        package init() {}

        /// The counts of two stories together.
        package static func + (one: Count, other: Count) -> Count {
            var sum = one
            sum.strikes += other.strikes
            sum.bites += other.bites
            return sum
        }
    }

    private(set) var counts: [Fault: Count] = [:]

    func strikes(_ fault: Fault) { counts[fault, default: Count()].strikes += 1 }

    func bites(_ fault: Fault) { counts[fault, default: Count()].bites += 1 }
}

extension [Fault] {
    /// How often each of them struck and bit, in a line.
    package func summary(_ counts: [Fault: FaultTally.Count]) -> String {
        map { fault in
            let count = counts[fault] ?? FaultTally.Count()
            return "\(fault.rawValue) \(count.strikes)/\(count.bites)"
        }.joined(separator: ", ")
    }
}
