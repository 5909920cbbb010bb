import Glibc

extension Axis {
    /// Steps in which people count time, in seconds.
    private static let timeSteps: [Double] = [
        1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600,
        43_200, 86_400,
    ]

    /// Seconds since the run began, named at round seconds, minutes or hours.
    static func time(to seconds: Double, about count: Int = 6) -> Axis {
        let end = seconds.isFinite && seconds > 0 ? seconds : 1
        let least = end / Double(count)
        let step = timeSteps.first { $0 >= least } ?? roundStep(least / 86_400) * 86_400
        let ticks = (0...Int((end / step + 1e-9).rounded(.down))).map { index in
            Tick(value: Double(index) * step, label: timeLabel(Double(index) * step, step: step))
        }
        return Axis(range: 0...end, ticks: ticks)
    }

    private static func timeLabel(_ seconds: Double, step: Double) -> String {
        guard seconds > 0 else { return "0" }
        for (size, unit) in [(3_600.0, "h"), (60, "min")] where fmod(step, size) == 0 {
            return Numeral.short(seconds / size, like: 1) + " " + unit
        }
        return Numeral.short(seconds, like: 1) + " s"
    }

    /// How many nines a percentile has: 0 for 0 %, 1 for 90 %, 2 for 99 %, and so on.
    ///
    /// The scale of HdrHistogram's plots: each nine is as wide as the one before.
    static func nines(_ percentile: Double) -> Double {
        percentile >= 100 ? .infinity : -log10(1 - max(0, percentile) / 100)
    }

    /// The percentiles that are named, as far as there are values to tell them apart.
    static let percentiles: [Double] = [
        0, 50, 90, 99, 99.9, 99.99, 99.999, 99.999_9, 99.999_99, 99.999_999,
    ]

    /// Percentiles up to so many nines.
    static func percentile(nines end: Double) -> Axis {
        let end = end.isFinite ? max(1, end) : 1
        let ticks = percentiles.filter { nines($0) <= end + 1e-9 }
            .map { Tick(value: nines($0), label: percentileLabel($0)) }
        return Axis(range: 0...end, ticks: ticks)
    }

    /// `99.99 %`.
    static func percentileLabel(_ percentile: Double) -> String {
        guard percentile > 0 else { return "0" }
        var text = Numeral.fixed(percentile, places: 6)
        while text.hasSuffix("0"), text.contains(".") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text + " %"
    }
}
