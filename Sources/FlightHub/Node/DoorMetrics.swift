import API
import Gateway
import LiveProtocol

/// The numbers of the door, as Prometheus names them.
enum DoorMetrics {
    static func families(_ report: GatewayReport) -> [MetricFamily] {
        gauges(report) + connections(report.counters) + webSockets(report.counters)
            + streams(report) + traffic(report.counters)
    }

    private static func gauges(_ report: GatewayReport) -> [MetricFamily] {
        [
            gauge(
                "flighthub_connections", "Connections of every kind that are open.",
                report.connections),
            gauge(
                "flighthub_tls_handshakes_under_way",
                "TLS handshakes that have begun and not ended.", report.tlsHandshakes),
            gauge("flighthub_websockets", "WebSockets that are open.", report.webSockets),
            gauge("flighthub_subscriptions", "Topics that are followed.", report.subscriptions),
            gauge("flighthub_queued_bytes", "Bytes that wait for sockets.", report.queuedBytes),
            gauge(
                "flighthub_slow_connections", "Connections whose sockets are full.",
                report.blockedConnections),
            counter(
                "flighthub_loop_overruns_total",
                "Times that a loop was so far behind that its subscribers began again.",
                report.feedOverruns),
            counter(
                "flighthub_ephemeral_dropped_total",
                "Ephemeral events that a loop did not take before newer ones needed the room.",
                report.ephemeralDropped),
        ]
    }

    private static func connections(_ counters: GatewayCounters) -> [MetricFamily] {
        [
            counter(
                "flighthub_connections_accepted_total", "Connections taken.", counters.accepted),
            counter(
                "flighthub_connections_refused_total",
                "Connections refused because there were too many.", counters.connectionsRefused),
            counter(
                "flighthub_accept_pauses_total",
                "Times that accepting paused for want of descriptors.", counters.acceptPauses),
            counter(
                "flighthub_listeners_failed_total",
                "Listeners that were of no more use: nobody is accepted there any more.",
                counters.listenersFailed),
            counter(
                "flighthub_requests_refused_total",
                "Requests refused before anybody read them, by the rule that they break.",
                counters.requestsRefused, "reason"),
            counter(
                "flighthub_timeouts_total", "What clients did not do in time.",
                GatewayCounters.Timeout.allCases.map {
                    (key: $0.rawValue, value: counters.timeouts[$0, default: 0])
                }, "awaited"),
        ]
    }

    private static func webSockets(_ counters: GatewayCounters) -> [MetricFamily] {
        let closes =
            closes(Self.unused.merging(counters.closes) { $1 }, by: "hub")
            + closes(counters.clientCloses, by: "client")
            + closes([1006: counters.webSocketsLost], by: "nobody")
        return [
            counter("flighthub_handshakes_total", "WebSockets opened.", counters.webSocketsOpened),
            counter(
                "flighthub_handshakes_refused_total", "WebSockets refused, by the reason.",
                counters.webSocketsRefused, "reason"),
            counter(
                "flighthub_frames_refused_total",
                "WebSockets closed for the frames that came, by the rule that they break.",
                counters.framesRefused, "reason"),
            MetricFamily(
                "flighthub_websocket_closes_total", .counter,
                "WebSockets closed, by whom and with which code; 4429 for who was too slow.",
                closes),
        ]
    }

    private static func streams(_ report: GatewayReport) -> [MetricFamily] {
        let counters = report.counters
        let ends =
            closes(Self.unused.merging(counters.streamEnds) { $1 }, by: "hub")
            + closes([1006: counters.streamsLost], by: "client")
        return [
            gauge(
                "flighthub_streams", "Streams of server-sent events that are open.",
                report.streams),
            counter("flighthub_streams_begun_total", "Streams begun.", counters.streams),
            counter(
                "flighthub_streams_refused_total", "Streams refused, by the reason.",
                counters.streamsRefused, "reason"),
            MetricFamily(
                "flighthub_stream_ends_total", .counter,
                "Streams ended, by whom and with the code that a WebSocket would have got.", ends),
        ]
    }

    private static func traffic(_ counters: GatewayCounters) -> [MetricFamily] {
        [
            counter("flighthub_received_bytes_total", "Bytes read.", counters.bytesRead),
            counter("flighthub_sent_bytes_total", "Bytes written.", counters.bytesWritten),
            counter(
                "flighthub_frames_received_total", "Frames that clients sent.",
                counters.framesReceived),
            counter(
                "flighthub_messages_sent_total", "Messages sent, one for each receiver.",
                counters.messagesSent),
            MetricFamily(
                "flighthub_fan_out_seconds",
                "From taking events off the log to having written them to their sockets.",
                counters.fanOut),
            counter(
                "flighthub_broadcasts_total", "Messages encoded once for all their receivers.",
                counters.broadcasts),
        ]
    }

    /// The codes that the hub closes with: a series that is there from the start shows its first
    /// increase.
    private static let unused = Dictionary(
        uniqueKeysWithValues: CloseCode.allCases.map { ($0.rawValue, 0) })

    private static func closes(_ counts: [UInt16: Int], by who: String) -> [MetricFamily.Sample] {
        counts.sorted { $0.key < $1.key }.map { code, count in
            let name = code == 0 ? "other" : String(code)
            return MetricFamily.Sample(Double(count), [("by", who), ("code", name)])
        }
    }

    private static func gauge(_ name: String, _ help: String, _ value: Int) -> MetricFamily {
        MetricFamily(name, .gauge, help, [.init(Double(value))])
    }

    private static func counter(_ name: String, _ help: String, _ value: Int) -> MetricFamily {
        MetricFamily(name, .counter, help, [.init(Double(value))])
    }

    private static func counter(
        _ name: String, _ help: String, _ counts: some Sequence<(key: String, value: Int)>,
        _ label: String
    ) -> MetricFamily {
        let samples = counts.sorted { $0.key < $1.key }.map { key, count in
            MetricFamily.Sample(Double(count), [(label, key)])
        }
        return MetricFamily(name, .counter, help, samples)
    }
}
