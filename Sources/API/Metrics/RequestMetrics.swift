import Synchronization
import Wire

/// Counts the requests of each route and how long they took.
///
/// Bounded: the labels are patterns of the route table, never paths.
package final class RequestMetrics: MetricSource {
    private struct Key: Hashable, Comparable {
        let method: HTTPMethod
        let route: String
        let status: Int

        static func < (left: Key, right: Key) -> Bool {
            (left.route, left.method.rawValue, left.status)
                < (right.route, right.method.rawValue, right.status)
        }
    }

    private struct Timing {
        var buckets = [Int](repeating: 0, count: RequestMetrics.bounds.count)
        var count = 0
        var seconds = 0.0
    }

    private struct State {
        var counts: [Key: Int] = [:]
        var timings: [String: Timing] = [:]
    }

    private let state = Mutex(State())
    /// Upper bounds in seconds, around the promises of `domain.md` 1.12.
    private static let bounds = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2.5]

    init() {}

    func record(method: HTTPMethod, route: String, status: Int, took: Duration) {
        let seconds = Double(took.components.seconds) + Double(took.components.attoseconds) * 1e-18
        state.withLock { state in
            state.counts[Key(method: method, route: route, status: status), default: 0] += 1
            state.timings[route, default: Timing()].count += 1
            state.timings[route, default: Timing()].seconds += seconds
            for (index, bound) in Self.bounds.enumerated() where seconds <= bound {
                state.timings[route, default: Timing()].buckets[index] += 1
            }
        }
    }

    package func families() -> [MetricFamily] {
        let state = state.withLock { $0 }
        let counts = state.counts.sorted { $0.key < $1.key }.map { key, count in
            MetricFamily.Sample(
                Double(count),
                [
                    ("method", key.method.rawValue), ("route", key.route),
                    ("status", String(key.status)),
                ])
        }
        return [
            MetricFamily("http_requests_total", .counter, "Requests answered.", counts),
            MetricFamily(
                "http_request_duration_seconds", .histogram,
                "From the whole request to the whole answer.",
                state.timings.sorted { $0.key < $1.key }.flatMap {
                    Self.samples(route: $0.key, $0.value)
                }),
        ]
    }

    private static func samples(route: String, _ timing: Timing) -> [MetricFamily.Sample] {
        var samples = zip(bounds, timing.buckets).map { bound, count in
            MetricFamily.Sample(
                Double(count), [("route", route), ("le", "\(bound)")], suffix: "_bucket")
        }
        samples.append(
            MetricFamily.Sample(
                Double(timing.count), [("route", route), ("le", "+Inf")], suffix: "_bucket"))
        samples.append(MetricFamily.Sample(timing.seconds, [("route", route)], suffix: "_sum"))
        samples.append(
            MetricFamily.Sample(Double(timing.count), [("route", route)], suffix: "_count"))
        return samples
    }
}
