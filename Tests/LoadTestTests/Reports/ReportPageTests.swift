import Testing

@testable import loadtest

@Suite struct `Report page` {
    @Test func `escapes every text that is put into markup`() {
        let text = "<b onclick=\"x('&')\">\u{0}\u{1F600}"
        let html: HTML = "<p title=\"\(text)\">\(text)</p>"
        let safe = "&lt;b onclick=&quot;x(&#39;&amp;&#39;)&quot;&gt;\u{FFFD}\u{1F600}"
        #expect(html.markup == "<p title=\"\(safe)\">\(safe)</p>")
        let nested: HTML = "<i>\(html)\([html, html])\(3)\(-0.25)\(2.0)\(-0.04)</i>"
        #expect(nested.markup == "<i>\(String(repeating: html.markup, count: 3))3-0.320</i>")
    }

    @Test func `lets no text of a report become markup`() {
        let evil = "</title><script>alert(1)</script>"
        var report = ReportFixture.report(scenario: evil)
        report.target = evil
        report.startedAt = evil
        report.machine.processor = evil
        report.machine.kernel = evil
        report.options = [.init(evil, evil)]
        report.latencies[0].label = evil
        report.figures[0].label = evil
        report.figures[0].unit = evil
        report.faults = [.init(name: evil, label: evil, count: 1)]
        report.failures = [.init(reason: evil, count: 1)]
        report.checks = [.init(measure: evil, limit: 1, isUpper: true, value: 2)]
        var other = report
        other.machine.kernel += evil
        let html = ReportPage([Comparison(report, among: [other]), Comparison(report)]).html
        #expect(!html.contains("<script"))
        #expect(html.matches(of: /<\/title>/).count == html.matches(of: /<title>/).count)
        #expect(html.matches(of: /&lt;script&gt;alert\(1\)/).count > 20)
    }

    @Test func `needs nothing but itself`() {
        let html = ReportPage([Comparison(ReportFixture.report())]).html
        for outside in ["http://", "https://", "src=", "@import", "url(", "<link", "<script"] {
            #expect(!html.contains(outside), "\(outside)")
        }
        #expect(html.contains("default-src 'none'"))
        #expect(html.contains("prefers-color-scheme: dark"))
        #expect(html.contains("@media print"))
    }

    @Test func `puts the verdict with its reasons on top`() throws {
        var report = ReportFixture.report()
        report.faults[0].count = 3
        let failed = ReportPage([Comparison(report)]).html
        #expect(failed.contains("<title>FAIL · fanout"))
        let reason = try #require(failed.firstRange(of: "<li>3 events lost</li>"))
        let headlines = try #require(failed.firstRange(of: "class=\"headlines\""))
        #expect(reason.upperBound < headlines.lowerBound)
        #expect(ReportPage([Comparison(ReportFixture.report())]).html.contains("<title>PASS"))
    }

    @Test func `has an index of several runs`() {
        var bad = ReportFixture.report(scenario: "rest")
        bad.failures = [.init(reason: "refused", count: 1)]
        let one = ReportPage([Comparison(bad)]).html
        let two = ReportPage([Comparison(ReportFixture.report()), Comparison(bad)]).html
        #expect(!one.contains("<nav>"))
        #expect(two.contains("1 of 2 runs failed."))
        #expect(two.contains("<a href=\"#run-2\">rest</a>"))
        #expect(two.contains("<article id=\"run-2\">"))
    }

    @Test func `can be made of a run that found nothing`() {
        var report = ReportFixture.report()
        report.latencies = [ReportFixture.latency(count: 0)]
        report.figures = []
        report.faults = []
        report.samples = []
        let html = ReportPage([Comparison(report, among: [ReportFixture.report()])]).html
        #expect(!html.contains("<svg"))
        #expect(html.contains("This run looked for no faults."))
        #expect(!html.contains("nan"))
    }
}
