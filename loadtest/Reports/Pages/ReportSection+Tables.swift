extension ReportSection {
    var figures: HTML {
        guard !report.figures.isEmpty else { return .empty }
        let rows = report.figures.map { figure -> [HTML] in
            let before = comparison.before(figure)
            let row: [HTML] = ["\(figure.label)", "\(figure.quantity.text)"]
            guard comparison.baseline != nil else { return row }
            let change = PageTable.change(
                from: before?.value, to: figure.value, aim: Aim(unit: figure.unit))
            return row + ["\(before?.quantity.text ?? Numeral.none)", change]
        }
        let head = ["Figure", "This run"] + (comparison.baseline == nil ? [] : ["Baseline", ""])
        return "<section><h2>Figures</h2>\(PageTable(head: head, rows: rows).html)</section>\n"
    }

    /// What must never happen and what went wrong; zeros are shown, for they were looked for.
    var correctness: HTML {
        let faults = report.faults.map { row($0.label, $0.count) }
        let failures = report.failures.map { row($0.reason, $0.count) }
        let none: HTML = failures.isEmpty ? "<p class=\"quiet\">No failures.</p>" : .empty
        let unseen: HTML =
            faults.isEmpty ? "<p class=\"quiet\">This run looked for no faults.</p>" : .empty
        return """
            <section><h2>Correctness</h2>
            \(PageTable(head: ["Must never happen", "Times"], rows: faults).html)\(unseen)
            \(PageTable(head: ["Failure", "Times"], rows: failures).html)\(none)</section>

            """
    }

    var limits: HTML {
        guard !report.checks.isEmpty else {
            return """
                <section><h2>Limits</h2><p class="quiet">No limits were set for this run.</p>\
                </section>

                """
        }
        let rows = report.checks.map { check -> [HTML] in
            let limit = report.limit(of: check)
            let value = check.value.map { Quantity($0, limit.unit).text } ?? "not measured"
            let verdict: HTML =
                check.isMet ? "<b class=\"pass\">met</b>" : "<b class=\"fail\">missed</b>"
            return [
                "<code>\(check.measure)</code>", "\(value)",
                "\(check.isUpper ? "≤" : "≥") \(limit.text)", verdict,
            ]
        }
        let table = PageTable(head: ["Measure", "Measured", "Limit", ""], rows: rows)
        return "<section><h2>Limits</h2>\(table.html)</section>\n"
    }

    /// All that it takes to run it again.
    var provenance: HTML {
        let rows =
            [("scenario", report.scenario), ("target", report.target)]
            + report.options.map { ($0.name, $0.value) }
            + [("machine", report.machine.text), ("begun", report.begun)]
        let items = rows.map { "<div><dt>\($0)</dt><dd>\($1)</dd></div>" as HTML }
        return "<section><h2>What ran</h2><dl class=\"facts\">\(items)</dl></section>"
    }

    private func row(_ label: String, _ count: Int) -> [HTML] {
        let number = Numeral.grouped(count)
        return ["\(label)", count == 0 ? "\(number)" : "<b class=\"fail\">\(number)</b>"]
    }
}
