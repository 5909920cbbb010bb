import Gateway
import Net
import Testing

@testable import API
@testable import FlightHub

@Suite struct DoorMetricsTests {
    private var report: GatewayReport {
        var report = GatewayReport()
        report.webSockets = 3
        report.counters.messagesSent = 500
        report.counters.closes = [4429: 2, 1000: 1]
        report.counters.clientCloses = [0: 1]
        report.counters.webSocketsRefused = ["UNAUTHENTICATED": 4]
        report.counters.timeouts = [.head: 5]
        report.streams = 6
        report.counters.streamEnds = [4401: 7]
        report.counters.fanOut.record(.microseconds(700))
        report.counters.fanOut.record(.seconds(2))
        report.counters.framesRefused = ["tooManyFrames": 6]
        return report
    }

    @Test func `the text is one that Prometheus reads`() throws {
        let text = String(
            decoding: PrometheusText.render(DoorMetrics.families(report)), as: UTF8.self)
        try MetricsText(text).check()
    }

    @Test func `numbers come with their labels`() {
        let text = String(
            decoding: PrometheusText.render(DoorMetrics.families(report)), as: UTF8.self)
        for line in [
            "flighthub_websockets 3", "flighthub_messages_sent_total 500",
            #"flighthub_websocket_closes_total{by="hub",code="4429"} 2"#,
            #"flighthub_websocket_closes_total{by="client",code="other"} 1"#,
            #"flighthub_handshakes_refused_total{reason="UNAUTHENTICATED"} 4"#,
            "flighthub_streams 6",
            #"flighthub_stream_ends_total{by="hub",code="4401"} 7"#,
            #"flighthub_timeouts_total{awaited="head"} 5"#,
            #"flighthub_fan_out_seconds_bucket{le="0.001"} 1"#, "flighthub_fan_out_seconds_count 2",
            #"flighthub_frames_refused_total{reason="tooManyFrames"} 6"#,
        ] {
            #expect(text.contains(line + "\n"), "\(line)")
        }
    }

    @Test func `what may happen is there before it does`() {
        let text = String(
            decoding: PrometheusText.render(DoorMetrics.families(GatewayReport())), as: UTF8.self)
        for line in [
            #"flighthub_websocket_closes_total{by="hub",code="4429"} 0"#,
            #"flighthub_stream_ends_total{by="hub",code="4429"} 0"#,
            #"flighthub_timeouts_total{awaited="heartbeat"} 0"#,
        ] {
            #expect(text.contains(line + "\n"), "\(line)")
        }
    }

    @Test(arguments: [
        "a_total 1\n", "# TYPE a_total counter\na_total 1\n",
        "# HELP a_total A.\n# TYPE a_total counter\na_total 1\na_total 2\n",
        "# HELP a A.\n# TYPE a counter\na 1\n",
        "# HELP a_total A.\n# TYPE a_total gauge\na_total 1\n",
        "# HELP a A.\n# TYPE a gauge\na x\n", "# HELP a A.\n# TYPE a gauge\na{b} 1\n",
        "# HELP a A.\n# TYPE a gauge\n# HELP a A.\n# TYPE a gauge\n",
        "# HELP a A.\n# TYPE a gauge\na 1",
    ])
    func `the check finds what promtool would`(text: String) {
        #expect(throws: MetricsText.Fault.self) { try MetricsText(text).check() }
    }

    @Test func `dev's line says what happened in a second, and what is so`() {
        var old = report
        old.counters.messagesSent = 100
        var new = report
        new.connections = 12
        new.subscriptions = 31
        new.counters.bytesWritten = 3 << 20
        new.queuedBytes = 20_480
        #expect(
            StatusText.line(from: old, to: new, in: 2, isFresh: true)
                == "fresh, 3 WebSockets, 31 topics, 200 messages/s, 0 slow, 20 KiB queued, "
                + "1536 KiB/s out, 12 connections")
        #expect(StatusText.line(from: old, to: new, in: 0, isFresh: false).hasPrefix("STALE"))
    }
}

/// The text format of Prometheus, checked as `promtool check metrics` does.
struct MetricsText {
    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    private let text: String

    init(_ text: String) { self.text = text }

    /// Throws the first line that is wrong.
    func check() throws {
        guard text.hasSuffix("\n") else { throw Fault(description: "the last line has no end") }
        var kinds: [String: String] = [:]
        var explained: Set<String> = []
        var seen: Set<String> = []
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 3).map(String.init)
            if line.hasPrefix("# HELP ") {
                guard words.count == 4, explained.insert(words[2]).inserted else {
                    throw Fault(description: "HELP twice or empty: \(line)")
                }
            } else if line.hasPrefix("# TYPE ") {
                guard words.count == 4, explained.contains(words[2]), kinds[words[2]] == nil,
                    ["counter", "gauge", "histogram"].contains(words[3]),
                    words[2].hasSuffix("_total") == (words[3] == "counter")
                else { throw Fault(description: "\(line)") }
                kinds[words[2]] = words[3]
            } else {
                try checkSample(line, kinds, &seen)
            }
        }
    }

    private func checkSample(
        _ line: Substring, _ kinds: [String: String], _ seen: inout Set<String>
    ) throws {
        let label = #"[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\]|\\.)*""#
        let pattern = try Regex(
            #"([a-zA-Z_:][a-zA-Z0-9_:]*)(\{\#(label)(,\#(label))*\})? (\+Inf|-?[0-9.eE+-]+)"#)
        let number = line.lastIndex(of: " ") ?? line.endIndex
        guard try pattern.wholeMatch(in: line) != nil,
            seen.insert(String(line[..<number])).inserted
        else { throw Fault(description: "malformed or there twice: \(line)") }
        var family = String(line.prefix { $0 != " " && $0 != "{" })
        if kinds[family] == nil {
            for suffix in ["_bucket", "_sum", "_count"] where family.hasSuffix(suffix) {
                family.removeLast(suffix.count)
                break
            }
        }
        guard kinds[family] != nil else { throw Fault(description: "no TYPE for \(line)") }
    }
}
