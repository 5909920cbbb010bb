/// What `/metrics` of a hub says, by series as it is written there.
struct MetricsPage: Sendable {
    private var values: [Substring: Double] = [:]

    /// Reads the lines `name{label="value"} number`; others are passed over.
    init(_ text: String) {
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            guard let space = line.lastIndex(of: " "),
                let value = Double(line[line.index(after: space)...])
            else { continue }
            values[line[..<space]] = value
        }
    }

    /// The sum of these; a counter that has not begun counts as 0.
    func sum(_ series: [String]) -> Double {
        series.reduce(0) { $0 + (values[Substring($1)] ?? 0) }
    }

    /// The sum of a metric over its labels; nil when it is not there.
    func total(of name: String) -> Double? {
        let series = values.filter { $0.key == name || $0.key.hasPrefix(name + "{") }
        return series.isEmpty ? nil : series.values.reduce(0, +)
    }
}
