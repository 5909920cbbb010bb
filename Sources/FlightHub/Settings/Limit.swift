import API
import Gateway

/// A bound or a timeout that can be set: by its variable, or by `--limit NAME=VALUE`.
struct Limit: Sendable {
    /// How its values are written.
    enum Unit: Sendable {
        case count
        case bytes
        /// Milliseconds inside, `250ms`, `10s` or `5min` outside.
        case time
    }

    /// The variable.
    let name: String
    let unit: Unit
    /// What it may be, in the unit's own numbers.
    let range: ClosedRange<Int>
    /// What it bounds, and why it is what it is.
    let reason: String
    /// Its value.
    let value: @Sendable (LimitedParts) -> Int
    /// Sets it.
    let set: @Sendable (inout LimitedParts, Int) -> Void

    /// The value that holds when nobody sets it: the part's own.
    var standard: Int { value(LimitedParts()) }

    static func count(
        _ name: String, _ path: any WritableKeyPath<GatewayConfiguration, Int> & Sendable,
        _ range: ClosedRange<Int>, _ reason: String
    ) -> Limit { number(name, .count, path, range, reason) }

    static func bytes(
        _ name: String, _ path: any WritableKeyPath<GatewayConfiguration, Int> & Sendable,
        _ range: ClosedRange<Int>, _ reason: String
    ) -> Limit { number(name, .bytes, path, range, reason) }

    private static func number(
        _ name: String, _ unit: Unit,
        _ path: any WritableKeyPath<GatewayConfiguration, Int> & Sendable,
        _ range: ClosedRange<Int>, _ reason: String
    ) -> Limit {
        Limit(
            name: name, unit: unit, range: range, reason: reason,
            value: { $0.gateway[keyPath: path] }, set: { $0.gateway[keyPath: path] = $1 })
    }

    /// A number of the answers that are kept.
    static func kept(
        _ name: String, _ unit: Unit,
        _ path: any WritableKeyPath<KeptAnswers.Configuration, Int> & Sendable,
        _ range: ClosedRange<Int>, _ reason: String
    ) -> Limit {
        Limit(
            name: name, unit: unit, range: range, reason: reason,
            value: { $0.kept[keyPath: path] }, set: { $0.kept[keyPath: path] = $1 })
    }

    /// A duration of whole milliseconds.
    static func time(
        _ name: String, _ path: any WritableKeyPath<GatewayConfiguration, Duration> & Sendable,
        _ range: ClosedRange<Int>, _ reason: String
    ) -> Limit {
        Limit(
            name: name, unit: .time, range: range, reason: reason,
            value: { milliseconds($0.gateway[keyPath: path]) },
            set: { $0.gateway[keyPath: path] = .milliseconds($1) })
    }

    static func milliseconds(_ duration: Duration) -> Int {
        let (seconds, attoseconds) = duration.components
        return Int(seconds * 1_000 + attoseconds / 1_000_000_000_000_000)
    }
}

extension Limit {
    /// Reads a value; nil when it is not one, or is out of range.
    func parse(_ text: String) -> Int? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int(digits),
            let factor = factors[text.dropFirst(digits.count).lowercased()]
        else { return nil }
        let (value, isTooLarge) = number.multipliedReportingOverflow(by: factor)
        return !isTooLarge && range.contains(value) ? value : nil
    }

    /// A value as `parse` reads it, in the largest unit that leaves it whole.
    func text(_ value: Int) -> String {
        guard value != 0 else { return unit == .time ? "0s" : "0" }
        let fitting = factors.filter { value % $0.value == 0 && !$0.key.isEmpty }
        guard let best = fitting.max(by: { $0.value < $1.value }), best.value > 1 || unit == .time
        else { return "\(value)" }
        return "\(value / best.value)\(Self.spelling[best.key] ?? best.key)"
    }

    /// From what to what it may be set.
    var span: String { "\(text(range.lowerBound)) to \(text(range.upperBound))" }

    /// What may be set and how it is written, for who wrote something else.
    var expectation: String {
        switch unit {
        case .count: "a number from \(span)"
        case .bytes: "a size from \(span), in bytes or with KiB, MiB or GiB"
        case .time: "a time from \(span), with ms, s or min"
        }
    }

    /// The suffixes that values may have, in lowercase, and what each is worth.
    private var factors: [String: Int] {
        switch unit {
        case .count: ["": 1]
        case .bytes: ["": 1, "kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30]
        case .time: ["ms": 1, "s": 1_000, "min": 60_000]
        }
    }

    private static let spelling = ["kib": "KiB", "mib": "MiB", "gib": "GiB"]
}
