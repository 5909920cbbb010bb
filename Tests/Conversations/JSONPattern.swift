package import JSON

/// The values that a conversation has met, by name, and what they stand for in patterns.
package struct JSONPattern: Sendable {
    /// The values of variables.
    package private(set) var variables: [String: JSONValue] = [:]

    /// No variable is bound.
    package init() {}

    /// Gives a variable a value.
    package mutating func bind(_ name: String, to value: JSONValue) {
        variables[name] = value
    }

    /// Whether `value` matches; nil when it does, else the place and what is wrong there.
    ///
    /// An object may have more members than the pattern. `$any`, `$string`, `$number` and `$absent`
    /// stand for what they say; another `$name` alone matches anything once, and then the same.
    package mutating func mismatch(
        _ value: JSONValue?, _ pattern: JSONValue, at place: String = ""
    ) -> String? {
        if case .string(let text) = pattern, text.hasPrefix("$") {
            return mismatch(value, word: String(text.dropFirst()), at: place)
        }
        guard let value else { return "\(place): is missing" }
        switch (pattern, value) {
        case (.object(let members), .object):
            for member in members.members {
                let inner = "\(place)/\(member.name)"
                if let reason = mismatch(value[member.name], member.value, at: inner) {
                    return reason
                }
            }
            return nil
        case (.array(let patterns), .array(let values)) where patterns.count == values.count:
            for (index, pattern) in patterns.enumerated() {
                if let reason = mismatch(values[index], pattern, at: "\(place)/\(index)") {
                    return reason
                }
            }
            return nil
        default:
            let expected = filled(pattern)
            return expected == value ? nil : "\(place): is \(value), not \(expected)"
        }
    }

    private mutating func mismatch(
        _ value: JSONValue?, word: String, at place: String
    ) -> String? {
        switch (word, value) {
        case ("absent", nil): return nil
        case ("absent", .some): return "\(place): should not be there"
        case (_, nil): return "\(place): is missing"
        case ("any", _), ("string", .string), ("number", .number): return nil
        case ("string", _), ("number", _): return "\(place): is no \(word)"
        case (_, .some(let value)):
            if let next = cursorAfter("$" + word) {
                return .string(next) == value ? nil : "\(place): is \(value), not \(next)"
            }
            guard let bound = variables[word] else {
                variables[word] = value
                return nil
            }
            return bound == value ? nil : "\(place): is \(value), not \(bound)"
        }
    }

    /// The value with every variable in its strings filled in.
    package func filled(_ value: JSONValue) -> JSONValue {
        switch value {
        case .null, .boolean, .number: return value
        case .string(let text):
            if text.hasPrefix("$"), let whole = variables[String(text.dropFirst())] {
                return whole
            }
            if let next = cursorAfter(text) { return .string(next) }
            return .string(filled(text))
        case .array(let elements): return .array(elements.map(filled))
        case .object(let object):
            var result = JSONObject()
            for member in object.members { result[member.name] = filled(member.value) }
            return .object(result)
        }
    }

    /// The cursor right after a bound one, for `$name+1`.
    private func cursorAfter(_ text: String) -> String? {
        guard text.hasPrefix("$"), text.hasSuffix("+1"),
            let cursor = variables[String(text.dropFirst().dropLast(2))]?.asString,
            let dot = cursor.lastIndex(of: "."),
            let number = Int64(cursor[cursor.index(after: dot)...])
        else { return nil }
        return cursor[...dot] + String(number + 1)
    }

    /// The text with every bound variable filled in; the longest name wins.
    package func filled(_ text: String) -> String {
        var result = text[...]
        var output = ""
        while let dollar = result.firstIndex(of: "$") {
            output += result[..<dollar]
            result = result[result.index(after: dollar)...]
            let names = variables.keys.filter { result.hasPrefix($0) }
            guard let name = names.max(by: { $0.count < $1.count }),
                let value = variables[name]?.asString
            else {
                output += "$"
                continue
            }
            output += value
            result = result.dropFirst(name.count)
        }
        return output + result
    }
}

extension JSONValue {
    /// What a path leads to: member names and indices after slashes, `*` for the first element that
    /// leads on, and `[name=value]` for the first element with that member.
    package func at(_ path: String) -> JSONValue? {
        at(path.split(separator: "/")[...])
    }

    private func at(_ steps: ArraySlice<Substring>) -> JSONValue? {
        guard let step = steps.first else { return self }
        let rest = steps.dropFirst()
        switch self {
        case .object(let object): return object[String(step)]?.at(rest)
        case .array(let elements):
            if step == "*" { return elements.lazy.compactMap { $0.at(rest) }.first }
            if step.hasPrefix("["), let equals = step.firstIndex(of: "=") {
                let name = String(step[step.index(after: step.startIndex)..<equals])
                let value = String(step[step.index(after: equals)...].dropLast())
                return elements.lazy.filter { $0[name]?.asString == value }
                    .compactMap { $0.at(rest) }.first
            }
            guard let index = Int(step), elements.indices.contains(index) else { return nil }
            return elements[index].at(rest)
        case .null, .boolean, .number, .string: return nil
        }
    }
}
