/// A chart as SVG: the lines, their labels at their ends, and texts under the pointer.
struct ChartPicture: Sendable {
    let chart: Chart
    let width: Double
    let height: Double
    /// Room for the labels at the ends of the lines; a line may have a label without any room.
    let labelWidth: Double

    private let left = 62.0
    private let top = 14.0
    private let bottom = 26.0

    /// A picture as wide as the page.
    static func wide(_ chart: Chart) -> HTML {
        ChartPicture(chart: chart, width: 1_040, height: 400, labelWidth: 186).svg
    }

    /// A picture of which two stand side by side.
    static func narrow(_ chart: Chart) -> HTML {
        let hasLabels = chart.lines.contains { !$0.label.isEmpty }
        return ChartPicture(
            chart: chart, width: 508, height: 196, labelWidth: hasLabels ? 84 : 14
        ).svg
    }

    var svg: HTML {
        """
        <svg viewBox="0 0 \(width) \(height)" role="img" aria-label="\(chart.title)">\
        \(grid)\(chart.lines.filter(\.isBaseline).map(path))\
        \(chart.lines.filter { !$0.isBaseline }.map(path))\
        \(chart.markers.map(marker))\(labels)\(chart.strips.map(strip))</svg>
        """
    }

    private func x(_ value: Double) -> Double {
        left + chart.x.position(of: value) * (width - left - labelWidth)
    }

    private func y(_ value: Double) -> Double {
        height - bottom - chart.y.position(of: value) * (height - bottom - top)
    }

    private var grid: HTML {
        let right = width - labelWidth
        let base = height - bottom
        let rows = chart.y.ticks.map { tick -> HTML in
            let y = y(tick.value)
            return """
                <path class="grid" d="M\(left) \(y)H\(right)"/>\
                <text x="\(left - 8)" y="\(y + 4)" text-anchor="end">\(tick.label)</text>
                """
        }
        let columns = chart.x.ticks.map { tick -> HTML in
            let x = x(tick.value)
            return """
                <path class="tick" d="M\(x) \(base)v4"/>\
                <text x="\(x)" y="\(base + 18)" text-anchor="middle">\(tick.label)</text>
                """
        }
        return "\(rows)\(columns)<path class=\"axis\" d=\"M\(left) \(base)H\(right)\"/>"
    }

    private func path(_ line: Chart.Line) -> HTML {
        var isDrawing = false
        let steps = line.points.map { point -> HTML in
            defer { isDrawing = point.y != nil }
            guard let value = point.y else { return .empty }
            return "\(isDrawing ? "L" : "M")\(x(point.x)) \(y(value))"
        }
        let kind = line.isBaseline ? " before" : ""
        return "<path class=\"line s\(line.style)\(kind)\" d=\"\(steps)\"/>"
    }

    private func strip(_ strip: Chart.Strip) -> HTML {
        let from = x(strip.from)
        return """
            <rect class="strip" x="\(from)" y="\(top)" width="\(max(1, x(strip.to) - from))" \
            height="\(height - bottom - top)"><title>\(strip.text)</title></rect>
            """
    }

    private func marker(_ marker: Chart.Marker) -> HTML {
        let x = x(marker.x)
        let y = y(marker.y)
        return """
            <g class="marker s\(marker.style)"><circle class="reach" cx="\(x)" cy="\(y)" r="11"/>\
            \(Self.symbol(marker.style, x, y))<title>\(marker.text)</title></g>
            """
    }

    /// Lines differ by more than their colour: the shape of the marker is another one too.
    private static func symbol(_ style: Int, _ x: Double, _ y: Double) -> HTML {
        switch style % 4 {
        case 0: "<circle cx=\"\(x)\" cy=\"\(y)\" r=\"4\"/>"
        case 1: "<rect x=\"\(x - 3.6)\" y=\"\(y - 3.6)\" width=\"7.2\" height=\"7.2\"/>"
        case 2: "<path d=\"M\(x) \(y - 5)l4.8 8.6h-9.6z\"/>"
        default: "<path d=\"M\(x) \(y - 5.2)l5.2 5.2l-5.2 5.2l-5.2 -5.2z\"/>"
        }
    }

    /// The label of each line at its last point, moved apart where they would overlap.
    private var labels: HTML {
        let named = chart.lines.compactMap { line -> (line: Chart.Line, end: Double)? in
            guard !line.label.isEmpty, let end = line.points.last(where: { $0.y != nil })?.y
            else { return nil }
            return (line, y(end))
        }
        let places = LabelColumn(from: top, to: height - bottom).places(
            of: named.map { ($0.end, $0.line.note.isEmpty ? 15 : 29) })
        return "\(zip(named, places).map { label($0.line, at: $1) })"
    }

    private func label(_ line: Chart.Line, at y: Double) -> HTML {
        let edge = width - labelWidth + 10
        let kind = line.isBaseline ? " before" : ""
        let hasSymbol = !chart.markers.isEmpty
        let symbol: HTML =
            hasSymbol
            ? """
            <g class="marker s\(line.style)\(kind)">\(Self.symbol(line.style, edge + 4, y - 4))</g>
            """ : .empty
        let x = edge + (hasSymbol ? 14 : 0)
        return """
            \(symbol)<text class="name s\(line.style)\(kind)" x="\(x)" y="\(y)">\(line.label)</text>\
            <text class="note" x="\(x)" y="\(y + 14)">\(line.note)</text>
            """
    }
}
