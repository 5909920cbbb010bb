import Testing

@testable import loadtest

/// Reading what a hub counts.
struct MetricsPageTests {
    private let page = MetricsPage(
        """
        # HELP flighthub_db_statements_total Statements answered.
        # TYPE flighthub_db_statements_total counter
        flighthub_db_statements_total 41
        flighthub_closes_total{code="1012",by="us"} 3
        flighthub_closes_total{code="1000",by="us"} 4
        flighthub_db_statements_total_other 9
        nonsense
        b 1e3

        """)

    @Test func `a counter is its value, or the sum over its labels`() {
        #expect(page.total(of: "flighthub_db_statements_total") == 41)
        #expect(page.total(of: "flighthub_closes_total") == 7)
    }

    @Test func `a counter that is not there is unknown, not zero`() {
        #expect(page.total(of: "flighthub_db") == nil)
    }

    @Test func `of chosen series those that are not there are nothing`() {
        #expect(page.sum([#"flighthub_closes_total{code="1012",by="us"}"#, "b"]) == 1_003)
        #expect(page.sum(["c"]) == 0)
    }
}
