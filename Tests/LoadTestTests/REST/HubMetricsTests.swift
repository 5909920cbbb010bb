import Testing

@testable import loadtest

/// Reading what a hub counts.
struct HubMetricsTests {
    private let text = """
        # HELP flighthub_db_statements_total Statements answered.
        # TYPE flighthub_db_statements_total counter
        flighthub_db_statements_total 41
        flighthub_closes_total{code="1012",by="us"} 3
        flighthub_closes_total{code="1000",by="us"} 4
        flighthub_db_statements_total_other 9
        """

    @Test func `a counter is its value, or the sum over its labels`() {
        #expect(HubMetrics.sum(of: "flighthub_db_statements_total", in: text) == 41)
        #expect(HubMetrics.sum(of: "flighthub_closes_total", in: text) == 7)
    }

    @Test func `a counter that is not there is unknown, not zero`() {
        #expect(HubMetrics.sum(of: "flighthub_db", in: text) == nil)
    }
}
