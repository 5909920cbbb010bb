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

    func families() async -> [MetricFamily] {
        await door() + turns() + delivery() + store()
    }

    private func door() async -> [MetricFamily] {
        guard let gateway = gateway.value else { return [] }
        return DoorMetrics.families(await gateway.report())
    }

    private func turns() -> [MetricFamily] {
        let turns = loops.map { loop in
            MetricFamily.Sample(loop.takeLongestTurn() / .seconds(1), [("loop", loop.name)])
        }
        return [
            MetricFamily(
                "flighthub_loop_longest_turn_seconds", .gauge,
                "The longest turn of an event loop since the last scrape.", turns)
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
