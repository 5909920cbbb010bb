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

    /// How long requests took, by the first bound that is not exceeded.
    private struct Timing {
        var buckets = [Int](repeating: 0, count: RequestMetrics.bounds.count + 1)
        var seconds = 0.0

        var count: Int { buckets.reduce(0, +) }

        mutating func add(_ seconds: Double, in bucket: Int) {
            buckets[bucket] += 1
            self.seconds += seconds
        }

        mutating func add(_ other: Timing) {
            for index in buckets.indices { buckets[index] += other.buckets[index] }
            seconds += other.seconds
        }
    }

    private let timings = Mutex<[Key: Timing]>([:])
    /// Upper bounds in seconds, around the promises of `domain.md` 1.12.
    private static let bounds = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2.5]

    init() {}

    func record(method: HTTPMethod, route: String, status: Int, took: Duration) {
        let seconds = Double(took.components.seconds) + Double(took.components.attoseconds) * 1e-18
        let bucket = Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count
        let key = Key(method: method, route: route, status: status)
        timings.withLock { timings in
            timings[key, default: Timing()].add(seconds, in: bucket)
        }
    }

    package func families() -> [MetricFamily] {
        let timings = timings.withLock { $0 }
        var routes: [String: Timing] = [:]
        for (key, timing) in timings { routes[key.route, default: Timing()].add(timing) }
        let counts = timings.sorted { $0.key < $1.key }.map { key, timing in
            MetricFamily.Sample(
                Double(timing.count),
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
                routes.sorted { $0.key < $1.key }.flatMap {
                    Self.samples(route: $0.key, $0.value)
                }),
        ]
    }

    private static func samples(route: String, _ timing: Timing) -> [MetricFamily.Sample] {
        // Buckets as Prometheus has them: each counts those below it as well.
        var total = 0
        var samples = zip(bounds, timing.buckets).map { bound, count in
            total += count
            return MetricFamily.Sample(
                Double(total), [("route", route), ("le", "\(bound)")], suffix: "_bucket")
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
