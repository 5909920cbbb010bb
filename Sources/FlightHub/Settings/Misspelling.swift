/// A variable of the environment that is no setting, and looks as if it was to be one.
struct Misspelling: Equatable {
    let name: String
    /// The setting that it is close to.
    let meant: String

    /// Those among `names`, in order; `settings` are the variables that there are.
    ///
    /// Names below six letters are too close to too much; longer ones may differ in one place, and
    /// from twelve letters on in two.
    static func find(in names: [String], of settings: Set<String>) -> [Misspelling] {
        names.filter { !settings.contains($0) && $0.utf8.count >= 5 }.sorted().compactMap { name in
            let near = settings.sorted().first { setting in
                let length = setting.utf8.count
                let limit = length < 6 ? 0 : length < 12 ? 1 : 2
                return abs(length - name.utf8.count) <= limit
                    && distance(Array(name.utf8), Array(setting.utf8)) <= limit
            }
            return near.map { Misspelling(name: name, meant: $0) }
        }
    }

    /// How many bytes have to be put in, left out, replaced or swapped with their neighbour to make
    /// one of the other (optimal string alignment).
    private static func distance(_ one: [UInt8], _ other: [UInt8]) -> Int {
        var before: [Int] = []
        var last = Array(0...other.count)
        for i in one.indices {
            var row = [i + 1]
            for j in other.indices {
                var cost = min(last[j + 1], row[j]) + 1
                cost = min(cost, last[j] + (one[i] == other[j] ? 0 : 1))
                if i > 0, j > 0, one[i] == other[j - 1], one[i - 1] == other[j] {
                    cost = min(cost, before[j - 1] + 1)
                }
                row.append(cost)
            }
            (before, last) = (last, row)
        }
        return last[other.count]
    }
}
