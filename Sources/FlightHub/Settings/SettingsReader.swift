/// Reads settings from flags and the environment, and collects every mistake on the way.
struct SettingsReader {
    let environment: Environment
    private(set) var mistakes: [String] = []
    /// The settings that were looked for.
    private var asked: Set<String> = []

    init(_ environment: Environment) { self.environment = environment }

    /// The flag, else the variable; a variable that is empty counts as not set.
    mutating func text(_ name: String, _ flag: String? = nil) -> String? {
        asked.insert(name)
        if let flag { return flag }
        guard let value = environment.value(name), !value.isEmpty else { return nil }
        return value
    }

    /// A setting that is parsed; nil when it is not set or wrong.
    mutating func value<Value>(
        _ name: String, _ flag: String? = nil, expected: String, _ parse: (String) -> Value?
    ) -> Value? {
        guard let text = text(name, flag) else { return nil }
        if let value = parse(text) { return value }
        mistakes.append("\(name): expected \(expected), not \"\(text)\"")
        return nil
    }

    /// A whole number within a range.
    mutating func number(
        _ name: String, _ flag: String? = nil, in range: ClosedRange<Int>
    ) -> Int? {
        value(name, flag, expected: "a number from \(range.lowerBound) to \(range.upperBound)") {
            Int($0).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// Yes or no.
    mutating func boolean(_ name: String) -> Bool? {
        value(name, expected: "1 or 0") { text in
            switch text.lowercased() {
            case "1", "true", "yes": true
            case "0", "false", "no": false
            default: nil
            }
        }
    }

    /// One of an enumeration's raw values.
    mutating func choice<Choice: CaseIterable & RawRepresentable>(
        _ name: String, _ flag: String? = nil, as: Choice.Type = Choice.self
    ) -> Choice? where Choice.RawValue == String {
        let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        return value(name, flag, expected: "one of \(names)") { Choice(rawValue: $0) }
    }

    /// A setting whose text must not be shown; the check gives the reason why it is wrong.
    mutating func confidential(
        _ name: String, _ flag: String? = nil, required: Bool, _ problem: (String) -> String?
    ) -> Confidential? {
        guard let text = text(name, flag) else {
            if required { mistakes.append("\(name): is needed and not set") }
            return nil
        }
        if let problem = problem(text) {
            mistakes.append("\(name): \(problem)")
            return nil
        }
        return Confidential(text)
    }

    /// Notes a mistake that no single value is, or that was found elsewhere.
    mutating func note(_ mistake: String) { mistakes.append(mistake) }

    /// What looks like a setting that was misspelled, once all have been read.
    ///
    /// It is no mistake: the environment is not ours alone.
    func doubts() -> [String] {
        Misspelling.find(in: environment.names(), of: asked).map { doubt in
            "\(doubt.name) is no setting; was \(doubt.meant) meant?"
        }
    }

    /// Throws all mistakes at once, if there are any.
    func finish() throws(CommandFailure) {
        if mistakes.isEmpty { return }
        throw CommandFailure(.configuration, lines: mistakes)
    }
}
