/// A number with its unit, and how both are written for people.
struct Quantity: Sendable, Equatable {
    var value: Double
    /// As in `RunReport.Figure`: `µs`, `ms`, `bytes`, `1/s`, `%`, or empty for a plain count.
    var unit: String

    init(_ value: Double, _ unit: String) {
        self.value = value
        self.unit = unit
    }

    /// The number in the unit that suits its size: `1.53 ms` for 1530 `µs`, `2.9 KiB`, `50 /s`.
    var text: String {
        switch unit {
        case "": Self.plain(value)
        case "%": Self.percent(value) + " %"
        case "1/s": Self.plain(value) + " /s"
        case "µs": Self.scaled(value, by: 1_000, through: ["µs", "ms", "s"])
        case "bytes": Self.scaled(value, by: 1_024, through: ["B", "KiB", "MiB", "GiB", "TiB"])
        default: Numeral.significant(value) + " " + unit
        }
    }

    /// 99.97 is not written 100: what is missing is what matters.
    private static func percent(_ value: Double) -> String {
        guard value != value.rounded() else { return plain(value) }
        return Numeral.significant(value, places: 3, digits: (99..<100).contains(value) ? 5 : 3)
    }

    private static func plain(_ value: Double) -> String {
        guard value == value.rounded() else { return Numeral.significant(value) }
        return Numeral.fixed(value, places: 0)
    }

    private static func scaled(_ value: Double, by base: Double, through units: [String]) -> String
    {
        var value = value
        var rest = units[...]
        while rest.count > 1, abs(value) >= base {
            value /= base
            rest.removeFirst()
        }
        return Numeral.significant(value) + " " + (rest.first ?? "")
    }
}

extension RunReport.Figure {
    var quantity: Quantity { Quantity(value, unit) }
}
