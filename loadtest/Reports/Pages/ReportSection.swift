/// One run on a page: the verdict, the headlines, the charts, the tables, and how it was made.
struct ReportSection: Sendable {
    let comparison: Comparison
    let id: String

    init(_ comparison: Comparison, id: String) {
        self.comparison = comparison
        self.id = id
    }

    var report: RunReport { comparison.report }

    /// The section's markup.
    var html: HTML {
        """
        <article id="\(id)">
        <header><p class="kicker">FlightHub loadtest</p>
        <h1>\(report.scenario) \(ReportPage.badge(comparison.isPassed))</h1>
        <p class="lead">\(summary)</p>\(complaints)\(caveats)</header>
        \(headlines)\(latency)\(time)
        <div class="columns">\(figures)<div>\(correctness)\(limits)</div></div>
        \(provenance)
        </article>

        """
    }

    private var summary: HTML {
        let seconds = Numeral.significant(report.seconds)
        let baseline: HTML? = comparison.baseline.map { ", compared with the run of \($0.begun)" }
        return """
            <code>\(report.target)</code> for \(seconds) s on \(report.begun)\
            \(baseline ?? .empty)
            """
    }

    private var complaints: HTML {
        guard !comparison.isPassed else { return .empty }
        let items = comparison.complaints.map { "<li>\($0)</li>" as HTML }
        return "<ul class=\"complaints\">\(items)</ul>"
    }

    private var caveats: HTML {
        "\(comparison.caveats.map { "<p class=\"caveat\">\($0)</p>" as HTML })"
    }

    private var headlines: HTML {
        "<dl class=\"headlines\">\(Headline.all(of: comparison).map(\.html))</dl>"
    }

    private var latency: HTML {
        guard let chart = PercentileChart(comparison: comparison).chart else { return .empty }
        let scale = chart.y.isLogarithmic ? "; both scales are logarithmic" : ""
        return """
            <section><h2>Latency</h2>
            <figure class="wide">\(ChartPicture.wide(chart))<figcaption>The share of all values \
            that were at most so long. Each step to the right leaves a tenth of the values before \
            it\(scale).</figcaption></figure>
            \(LatencyTable(comparison: comparison).html)</section>

            """
    }

    private var time: HTML {
        let charts = TimeCharts(comparison).charts
        guard !charts.isEmpty else { return .empty }
        let figures = charts.map { chart -> HTML in
            let scale: HTML =
                chart.y.isLogarithmic ? " <small>logarithmic</small>" : .empty
            return """
                <figure><h3>\(chart.title)\(scale)</h3>\(ChartPicture.narrow(chart))\
                </figure>

                """
        }
        return "<section><h2>Over time</h2><div class=\"charts\">\(figures)</div></section>\n"
    }
}
