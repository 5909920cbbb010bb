extension Limits {
    /// The parts with the limits that variables and `--limit NAME=VALUE` set.
    static func read(
        _ flags: [String], _ reader: inout SettingsReader
    ) -> LimitedParts {
        var parts = LimitedParts()
        let given = values(of: flags, &reader)
        for limit in all {
            let value = reader.value(limit.name, given[limit.name], expected: limit.expectation) {
                limit.parse($0)
            }
            if let value { limit.set(&parts, value) }
        }
        return parts
    }

    private static func values(
        of flags: [String], _ reader: inout SettingsReader
    ) -> [String: String] {
        var values: [String: String] = [:]
        for flag in flags {
            let parts = flag.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = parts[0].uppercased()
            if parts.count != 2 {
                reader.note("--limit \(flag): expected NAME=VALUE")
            } else if !all.contains(where: { $0.name == name }) {
                reader.note("--limit \(flag): no limit has this name; `serve --help` lists them")
            } else {
                values[name] = String(parts[1])
            }
        }
        return values
    }

    /// What `serve --help` says of them.
    static var help: String {
        let lines = all.map { limit in
            "  \(limit.name)=\(limit.text(limit.standard)) (\(limit.span)): \(limit.reason)"
        }
        return """
            LIMITS, each a variable or --limit NAME=VALUE, with default and range; sizes as 64KiB \
            or 1MiB, times as 250ms, 10s or 5min:

            \(lines.joined(separator: "\n"))
            """
    }

    /// The values that hold in `parts`, one a line, those that were set marked.
    static func listing(_ parts: LimitedParts) -> [String] {
        let width = all.map(\.name.utf8.count).max() ?? 0
        return all.map { limit in
            let value = limit.value(parts)
            let padding = String(repeating: " ", count: width - limit.name.utf8.count)
            let mark = value == limit.standard ? " " : "*"
            return "\(limit.name)\(padding) \(mark) \(limit.text(value))"
        }
    }
}
