import API
import Relay

/// The numbers of the ingress, as Prometheus names them.
enum IngressMetrics {
    static func families(_ report: IngressReport) -> [MetricFamily] {
        let failures = report.failures.sorted { $0.key < $1.key }.map { code, count in
            MetricFamily.Sample(Double(count), [("reason", code)])
        }
        var families = [
            MetricFamily(
                "flighthub_ingress_taken_total", .counter,
                "Entries of the ingress that were taken, or had been before.",
                [.init(Double(report.taken))]),
            MetricFamily(
                "flighthub_ingress_rejected_total", .counter,
                "Entries of the ingress that were no events, or that PostgreSQL refused.",
                [.init(Double(report.rejected))]),
            MetricFamily(
                "flighthub_ingress_failures_total", .counter,
                "Attempts to take entries of the ingress that failed, by the reason.", failures),
        ]
        if let waiting = report.waiting {
            families.append(
                MetricFamily(
                    "flighthub_ingress_entries", .gauge,
                    "Entries in the ingress when the holder of the lease last looked.",
                    [.init(Double(waiting))]))
        }
        return families
    }
}
