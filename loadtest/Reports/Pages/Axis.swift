import Glibc

/// One axis of a chart: where a value lies on it, and which round values are named.
struct Axis: Sendable, Equatable {
    /// A named value.
    struct Tick: Sendable, Equatable {
        var value: Double
        var label: String
    }

    /// From the one end to the other; above 0 when the axis is logarithmic.
    let range: ClosedRange<Double>
    let ticks: [Tick]
    private(set) var isLogarithmic = false

    init(range: ClosedRange<Double>, ticks: [Tick]) {
        self.range = range
        self.ticks = ticks
    }

    /// Where the value lies, 0 to 1; what is off the axis lies at its end.
    func position(of value: Double) -> Double {
        let value = min(range.upperBound, max(range.lowerBound, value))
        guard isLogarithmic else {
            return (value - range.lowerBound) / (range.upperBound - range.lowerBound)
        }
        return log(value / range.lowerBound) / log(range.upperBound / range.lowerBound)
    }

    /// From 0 to a round number that is not below `highest`; the last tick carries the unit.
    static func linear(to highest: Double, unit: String, about count: Int = 4) -> Axis {
        let highest = highest.isFinite && highest > 0 ? highest : 1
        let step = roundStep(highest / Double(count))
        let steps = Int((highest / step - 1e-9).rounded(.up))
        let values = (0...steps).map { Double($0) * step }
        return Axis(range: 0...(Double(steps) * step), ticks: ticks(values, unit: unit))
    }

    /// From one round number to another, for values that differ by much.
    static func logarithmic(from lowest: Double, to highest: Double, unit: String) -> Axis {
        let lowest = lowest.isFinite ? max(0.001, lowest) : 0.001
        let highest = highest.isFinite ? max(lowest * 10, highest) : lowest * 10
        let decades = Int(log10(lowest).rounded(.down))...Int((log10(highest) - 1e-9).rounded(.up))
        let values = decades.flatMap { decade in
            [1.0, 2, 5].map { $0 * pow(10, Double(decade)) }
        }
        let top = values.first { $0 >= highest * (1 - 1e-9) } ?? highest
        let bottom = values.last { $0 <= lowest * (1 + 1e-9) } ?? lowest
        let inside = values.filter { (bottom...top).contains($0) }
        // Over many decades only powers of ten are named, and the ends.
        let named = inside.filter { value in
            inside.count < 7 || value == top || value == bottom
                || decades.contains { pow(10, Double($0)) == value }
        }
        let lower = named.dropLast().flatMap { ticks([$0], unit: "") }
        let axisTicks = lower + ticks(Array(named.suffix(1)), unit: unit)
        var axis = Axis(range: bottom...top, ticks: axisTicks)
        axis.isLogarithmic = true
        return axis
    }

    /// 1, 2 or 5 times a power of ten, not below `least`.
    static func roundStep(_ least: Double) -> Double {
        let power = pow(10, log10(least).rounded(.down))
        let factor = [1.0, 2, 5].first { $0 * power >= least * (1 - 1e-9) } ?? 10
        return factor * power
    }

    private static func label(_ value: Double, _ all: [Double]) -> String {
        Numeral.short(value, like: all.last ?? value)
    }

    private static func ticks(_ values: [Double], unit: String) -> [Tick] {
        values.enumerated().map { index, value in
            let isLast = index == values.count - 1 && !unit.isEmpty
            return Tick(value: value, label: label(value, values) + (isLast ? " \(unit)" : ""))
        }
    }
}
