/// Lets one line of each kind through in a second, and counts those that it does not.
struct RepeatedLines {
    private struct Kind {
        var second: UInt64
        var omitted = 0
    }

    /// Kinds that are remembered; with more, all are forgotten.
    private static let kindLimit = 256
    private var kinds: [String: Kind] = [:]

    /// Whether a line of `kind` is written now: then the number of those that were left out since
    /// the last, else nil.
    mutating func admit(_ kind: String, _ second: UInt64) -> Int? {
        if let last = kinds[kind], last.second == second {
            kinds[kind]?.omitted += 1
            return nil
        }
        let omitted = kinds[kind]?.omitted ?? 0
        if kinds.count >= Self.kindLimit { kinds.removeAll() }
        kinds[kind] = Kind(second: second)
        return omitted
    }
}
