import API
import Delivery
import Events
import Gateway
import Net
import Store

/// The node's own numbers.
struct NodeMetrics: MetricSource {
    let loops: [EventLoop]
    let gateway: Late<Gateway>
    let database: Database
    let sequencer: SequencerDriver
    let reader: LogReaderDriver
    let tlsCounts: TLSCounts

    func families() async -> [MetricFamily] {
        await connections() + tls() + delivery() + store()
    }

    private func connections() async -> [MetricFamily] {
        var webSockets = 0
        var subscriptions = 0
        for shard in gateway.value?.shards ?? [] {
            webSockets += await shard.webSocketCount
            subscriptions += await shard.subscriptionCount
        }
        let turns = loops.map { loop in
            MetricFamily.Sample(loop.takeLongestTurn() / .seconds(1), [("loop", loop.name)])
        }
        return [
            gauge(
                "flighthub_connections", "Connections of every kind that are open.",
                gateway.value?.ledger.count ?? 0),
            gauge("flighthub_websockets", "WebSockets that are open.", webSockets),
            gauge("flighthub_subscriptions", "Topics that are followed.", subscriptions),
            MetricFamily(
                "flighthub_loop_longest_turn_seconds", .gauge,
                "The longest turn of an event loop since the last scrape.", turns),
        ]
    }

    private func tls() -> [MetricFamily] {
        let totals = tlsCounts.totals
        let handshakes = totals.handshakes.map { kind, count in
            MetricFamily.Sample(
                Double(count),
                [("version", kind.version), ("resumed", kind.isResumed ? "yes" : "no")])
        }
        let failures = totals.failures.map { label, count in
            MetricFamily.Sample(Double(count), [("reason", label)])
        }
        return [
            MetricFamily(
                "flighthub_tls_handshakes_total", .counter, "TLS handshakes that succeeded.",
                handshakes),
            MetricFamily(
                "flighthub_tls_failures_total", .counter,
                "TLS handshakes that failed, and sessions that broke.", failures),
        ]
    }

    private func delivery() async -> [MetricFamily] {
        var families = [
            gauge(
                "flighthub_lease_held", "1 on the node that gives events their order.",
                await sequencer.isHolder ? 1 : 0),
            gauge(
                "flighthub_fresh", "1 while what the node shows is up to date.",
                await reader.staleReason == nil ? 1 : 0),
            gauge(
                "flighthub_delivered_seq", "The last event that was delivered.",
                Int(await reader.delivered?.seq ?? 0)),
            gauge(
                "flighthub_delivery_lag_events", "Events between the head and the last delivered.",
                Int(await reader.lag)),
        ]
        if let unpublished = await sequencer.unpublished {
            families.append(
                gauge(
                    "flighthub_log_unpublished_events", "Events that the log lacks.",
                    Int(unpublished)))
        }
        return families
    }

    private func store() async -> [MetricFamily] {
        let metrics = await database.metrics
        return [
            gauge("flighthub_db_sessions", "Sessions with PostgreSQL.", metrics.connections),
            gauge("flighthub_db_waiting", "Callers that wait for a session.", metrics.waiting),
            counter("flighthub_db_statements_total", "Statements answered.", metrics.statements),
            counter(
                "flighthub_db_refused_total", "Statements answered by an error.", metrics.refused),
            counter("flighthub_db_lost_total", "Sessions that broke.", metrics.lost),
            counter(
                "flighthub_db_unavailable_total", "Callers refused for want of a session.",
                metrics.unavailable),
        ]
    }

    private func gauge(_ name: String, _ help: String, _ value: Int) -> MetricFamily {
        MetricFamily(name, .gauge, help, [.init(Double(value))])
    }

    private func counter(_ name: String, _ help: String, _ value: Int) -> MetricFamily {
        MetricFamily(name, .counter, help, [.init(Double(value))])
    }
}
