/// Moments as people read them.
enum Moment {
    /// `2026-11-21 14:43:26 UTC` for an RFC 3339 text in UTC; any other text as it is.
    static func text(_ moment: String) -> String {
        let parts = moment.split(separator: "T")
        guard parts.count == 2, parts[0].count == 10, parts[1].count >= 9, parts[1].last == "Z"
        else { return moment }
        return "\(parts[0]) \(parts[1].prefix(8)) UTC"
    }
}

extension RunReport {
    /// When it began, for people.
    var begun: String { Moment.text(startedAt) }
}
