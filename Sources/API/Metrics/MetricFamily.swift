/// Samples of one metric, as Prometheus names them.
package struct MetricFamily: Sendable, Equatable {
    /// What the numbers are.
    package enum Kind: String, Sendable {
        case counter, gauge, histogram
    }

    /// One number with its labels.
    package struct Sample: Sendable, Equatable {
        /// What follows the family's name: `_bucket`, `_sum`, `_count`, or nothing.
        package let suffix: String
        /// Label names and values, in the order in which they are written.
        package let labels: [(name: String, value: String)]
        /// The number.
        package let value: Double

        /// A number with its labels.
        package init(
            _ value: Double, _ labels: [(name: String, value: String)] = [], suffix: String = ""
        ) {
            self.suffix = suffix
            self.labels = labels
            self.value = value
        }

        package static func == (left: Sample, right: Sample) -> Bool {
            left.suffix == right.suffix && left.value == right.value
                && left.labels.elementsEqual(right.labels, by: ==)
        }
    }

    /// The name: `http_requests_total`.
    package let name: String
    /// What it means, in one sentence.
    package let help: String
    /// What the numbers are.
    package let kind: Kind
    /// The numbers.
    package let samples: [Sample]

    /// The samples of one metric.
    package init(_ name: String, _ kind: Kind, _ help: String, _ samples: [Sample]) {
        self.name = name
        self.help = help
        self.kind = kind
        self.samples = samples
    }
}

/// Has numbers to show; called on the loop that answers a scrape.
package protocol MetricSource: Sendable {
    /// The numbers as they are now.
    func families() async -> [MetricFamily]
}
