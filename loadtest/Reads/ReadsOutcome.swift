import Histogram
import Net
import Wire

/// What a load of reads found, ready for a `RunReport`.
struct ReadsOutcome: Sendable {
    /// What came back.
    struct Findings: Sendable {
        /// Microseconds, from when the request should have been sent.
        var all = ResponseTimes()
        var endpoints: [ReadEndpoint: ResponseTimes] = [:]
        var statuses: [Int: Int] = [:]
        /// Answers that are not what was asked for, by reason.
        var wrong: [String: Int] = [:]
        /// Requests without an answer, by reason.
        var reasons: [String: Int] = [:]

        /// Answers of any kind.
        var answers: Int { statuses.values.reduce(0, +) }
        var errors: Int { (Array(wrong.values) + Array(reasons.values)).reduce(0, +) }

        /// Counts an answer.
        mutating func record(
            _ request: ReadRequest, _ response: HTTPResponse, from start: MonotonicTime,
            to end: MonotonicTime
        ) {
            all.record(from: start, to: end)
            endpoints[request.endpoint, default: ResponseTimes()].record(from: start, to: end)
            statuses[response.status, default: 0] += 1
        }

        /// Counts an answer that is not what was asked for.
        mutating func wrong(_ request: ReadRequest, _ complaint: String) {
            wrong["\(request.endpoint.label): \(complaint)", default: 0] += 1
        }

        /// Counts a request without an answer.
        mutating func fail(_ reason: String) { reasons[reason, default: 0] += 1 }
    }

    let findings: Findings
    /// From the first request to the last answer.
    let seconds: Double

    /// The distributions for the report: all reads, then those of each endpoint.
    var latencies: [RunReport.Latency] {
        [RunReport.Latency("read", "all reads", findings.all.all)]
            + ReadEndpoint.allCases.compactMap { endpoint in
                findings.endpoints[endpoint].map {
                    RunReport.Latency(endpoint.rawValue, endpoint.label, $0.all)
                }
            }
    }

    /// The numbers for the report.
    var figures: [RunReport.Figure] {
        let rate = seconds > 0 ? Double(findings.answers) / seconds : 0
        return [
            RunReport.Figure(name: "readRate", label: "answers a second", value: rate, unit: "1/s")
        ]
            + findings.statuses.sorted { $0.key < $1.key }.map {
                RunReport.Figure(
                    name: "status\($0.key)", label: "answers \($0.key)", value: Double($0.value),
                    unit: "")
            }
    }

    /// What must not have happened.
    var faults: [RunReport.Fault] {
        [
            RunReport.Fault(
                name: "wrongAnswer", label: "answers that are wrong",
                count: findings.wrong.values.reduce(0, +))
        ]
    }

    /// What went wrong, by reason; wrong answers are among them so that they can be told apart.
    var failures: [RunReport.Failure] {
        findings.reasons.merging(findings.wrong, uniquingKeysWith: +)
            .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { RunReport.Failure(reason: $0.key, count: $0.value) }
    }
}

/// What happened in a load of reads since the sample before.
struct ReadsSample: Sendable {
    let answers: Int
    /// Microseconds.
    let times: Histogram<UInt64>
    /// Wrong answers and requests without one, since the run began.
    let errors: Int
    /// Requests on their way now.
    let inFlight: Int
}
