import Events
import Net
import Relay
import Testing

@testable import API
@testable import FlightHub

@Suite struct IngressMetricsTests {
    @Test func `a node that does not read says nothing of what waits`() async throws {
        let loop = try EventLoop(name: "ingress")
        loop.start()
        defer { loop.stop() }
        let endpoint = try RedisEndpoint(url: "unix:/nonexistent")
        let reader = IngressReader(
            at: endpoint, on: loop, node: "a", sink: NoSink(), history: { nil })
        let families = IngressMetrics.families(await reader.report)
        #expect(
            families.map(\.name) == [
                "flighthub_ingress_taken_total", "flighthub_ingress_rejected_total",
                "flighthub_ingress_failures_total",
            ])
    }

    @Test func `failures are counted by their reason`() async throws {
        let loop = try EventLoop(name: "ingress")
        loop.start()
        defer { loop.stop() }
        let (changes, changed) = AsyncStream<IngressTrouble?>.makeStream()
        let reader = IngressReader(
            at: try RedisEndpoint(url: "unix:/nonexistent"), on: loop, node: "a", sink: NoSink(),
            history: { Epoch(generation: 1, id: "abc") }, onChange: { changed.yield($0) })
        let run = Task(executorPreference: loop) { await reader.run() }
        for await _ in changes { break }
        let text = String(
            decoding: PrometheusText.render(IngressMetrics.families(await reader.report)),
            as: UTF8.self)
        try MetricsText(text).check()
        #expect(text.contains(#"flighthub_ingress_failures_total{reason="redis_unavailable"} "#))
        await reader.stop()
        await run.value
    }
}

/// Takes nothing.
private struct NoSink: IngressSink {
    func take(_ events: [IncomingEvent]) throws(IngressFailure) { throw .unavailable }
}
