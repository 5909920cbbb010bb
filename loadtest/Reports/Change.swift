/// How far a number is from what it was, in percent of that.
struct Change: Sendable, Equatable {
    /// Above 0 when the number grew.
    let percent: Double

    /// Nil when there is nothing to compare with: no number before, or none but 0.
    init?(from old: Double?, to new: Double?) {
        guard let old, let new, old.isFinite, new.isFinite else { return nil }
        guard old != 0 else {
            guard new == 0 else { return nil }
            percent = 0
            return
        }
        percent = (new - old) / abs(old) * 100
    }

    /// Such as `+3.1 %`, `−12 %` or `±0 %`.
    var text: String {
        let digits = Numeral.fixed(abs(percent), places: abs(percent) < 9.95 ? 1 : 0)
        guard digits != "0.0" else { return "±0 %" }
        return (percent < 0 ? "−" : "+") + digits + " %"
    }

    /// The text, or a dash where there is nothing to compare.
    static func text(from old: Double?, to new: Double?) -> String {
        Change(from: old, to: new)?.text ?? Numeral.none
    }
}

/// Which way a number should go.
enum Aim: Sendable, Equatable {
    case lower, higher
    /// Neither is better by itself, as with a count of events.
    case none

    /// What a figure of that unit should do: cost and size should fall, rates should rise.
    init(unit: String) {
        switch unit {
        case "µs", "ms", "s", "bytes": self = .lower
        case "1/s": self = .higher
        default: self = .none
        }
    }

    /// By how many percent the change is for the worse; below 0 when it is for the better.
    func worsening(_ change: Change) -> Double {
        switch self {
        case .lower: change.percent
        case .higher: -change.percent
        case .none: 0
        }
    }
}
