import Glibc

/// Numbers as people read them: three digits that count, thousands set apart.
enum Numeral {
    /// What stands where there is no number.
    static let none = "–"

    /// As many digits as count, but at most `places` after the point: `0.047`, `8.40`, `1,204`.
    static func significant(
        _ value: Double, places most: Int = 3, digits: Int = 3
    ) -> String {
        guard value.isFinite, value != 0 else { return value == 0 ? "0" : none }
        // 9.996 is written 10.0: what rounding carries over counts as a digit.
        let magnitude = Int(log10(abs(value) * 1.000_5).rounded(.down))
        return fixed(value, places: min(most, max(0, digits - 1 - magnitude)))
    }

    /// A number with exactly that many digits after the point.
    static func fixed(_ value: Double, places: Int) -> String {
        let scale = pow(10, Double(places))
        let scaled = (abs(value) * scale).rounded()
        guard scaled < 1e15 else { return value.isFinite ? "\(value)" : none }
        let digits = Int(scaled)
        let sign = value < 0 && digits > 0 ? "−" : ""
        let whole = grouped(digits / Int(scale))
        guard places > 0 else { return sign + whole }
        let rest = String(digits % Int(scale))
        return "\(sign)\(whole)." + String(repeating: "0", count: places - rest.count) + rest
    }

    /// A whole number with its thousands set apart: `30,000,000`.
    static func grouped(_ value: Int) -> String {
        let digits = Array(String(value.magnitude))
        var text = value < 0 ? "−" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
            text.append(digit)
        }
        return text
    }

    /// A number without needless zeros, for an axis: `0.5`, `20`, `500k`, `2M`.
    ///
    /// Numbers of one axis are written alike: the largest says whether in thousands or millions.
    static func short(_ value: Double, like largest: Double) -> String {
        guard value != 0 else { return "0" }
        for (least, size, suffix) in [(1e9, 1e9, "G"), (2e6, 1e6, "M"), (1e4, 1e3, "k")]
        where abs(largest) >= least {
            return trimmed(value / size) + suffix
        }
        return trimmed(value)
    }

    private static func trimmed(_ value: Double) -> String {
        var text = fixed(value, places: 4)
        guard text.contains(".") else { return text }
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }
}
