import API
import Delivery
import Events
import Gateway
import Net
import Relay
import Store

/// The node's own numbers.
struct NodeMetrics: MetricSource {
    let loops: [EventLoop]
    let gateway: Late<Gateway>
    let database: Database
    let sequencer: SequencerDriver
    let reader: LogReaderDriver
    let ephemeral: RedisEphemeral
    let ingress: IngressReader
    let tlsCounts: TLSCounts

    /// While a loop stands still, what can be said without it.
    func families() async -> [MetricFamily] {
        guard StandingLoop(among: loops) == nil else { return turns() }
        return await door() + turns() + tls() + compression() + delivery()
            + IngressMetrics.families(await ingress.report) + store()
    }

    private func door() async -> [MetricFamily] {
        guard let gateway = gateway.value else { return [] }
        return DoorMetrics.families(await gateway.report())
    }

    private func turns() -> [MetricFamily] {
        let turns = loops.map { loop in
            MetricFamily.Sample(loop.longestRecentTurn / .seconds(1), [("loop", loop.name)])
        }
        let waits = (gateway.value?.shards ?? []).map { shard in
            MetricFamily.Sample(shard.feedWait(at: .now) / .seconds(1), [("loop", shard.loop.name)])
        }
        return [
            MetricFamily(
                "flighthub_loop_longest_turn_seconds", .gauge,
                "The longest turn of an event loop in the last one to two minutes.", turns),
            MetricFamily(
                "flighthub_loop_wait_seconds", .gauge,
                "How long the oldest event that a loop has not taken has been waiting for it.",
                waits),
        ]
    }

    private func compression() async -> [MetricFamily] {
        var meter = CompressionMeter()
        var state = 0
        for shard in gateway.value?.shards ?? [] {
            meter.add(await shard.compressionMeter)
            state += await shard.compressionStateBytes
        }
        return [
            counter(
                "flighthub_compressed_messages_total",
                "Messages that were compressed; one for many connections counts once.",
                meter.messages),
            counter(
                "flighthub_compressed_plain_bytes_total", "Their bytes before.", meter.plainBytes),
            counter(
                "flighthub_compressed_frame_bytes_total", "The bytes of their frames.",
                meter.frameBytes),
            gauge(
                "flighthub_compression_state_bytes", "Memory of zlib's inflaters and deflaters.",
                state),
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
            counter(
                "flighthub_tls_handshakes_delayed_total",
                "TLS handshakes that waited because as many were under way as may be.",
                totals.delayed),
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
                await reader.staleReason == nil && gateway.value?.loopBehind() == nil ? 1 : 0),
            gauge(
                "flighthub_delivered_seq", "The last event that was delivered.",
                Int(await reader.delivered?.seq ?? 0)),
            gauge(
                "flighthub_delivery_lag_events", "Events between the head and the last delivered.",
                Int(await reader.lag)),
            counter(
                "flighthub_ephemeral_malformed_total",
                "Messages of the ephemeral channel that were no events, and were dropped.",
                ephemeral.malformedMessages),
        ]
        let times = await sequencer.times
        families += [
            MetricFamily(
                "flighthub_sequencer_wait_seconds",
                "From the first commit that woke the sequencer to the step that takes it.",
                times.wait),
            MetricFamily(
                "flighthub_sequencer_step_seconds", "Steps that it was woken for.", times.step),
            MetricFamily(
                "flighthub_sequencer_publish_seconds",
                "From the end of such a step to when the log has its events.", times.publish),
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
            MetricFamily(
                "flighthub_db_statement_duration_seconds",
                "From sending a statement to its answer.",
                metrics.latency),
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
