import JSON

extension ObjectDecoder {
    /// A text of so many characters without control characters.
    mutating func string(
        _ name: String, length: ClosedRange<Int>, required isRequired: Bool = true
    ) -> String? {
        guard let text = text(name, required: isRequired) else { return nil }
        guard length.contains(text.unicodeScalars.count) else {
            fail(
                name, .outOfRange,
                "\(name) has \(length.lowerBound) to \(length.upperBound) characters")
            return nil
        }
        // PostgreSQL stores no NUL, and the others have no business in a line of text.
        guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            fail(name, .badFormat, "\(name) has a control character")
            return nil
        }
        return text
    }

    /// A text in the form that `parse` understands; `rule` says what it is.
    mutating func value<T>(
        _ name: String, _ rule: String, required isRequired: Bool = true, _ parse: (String) -> T?
    ) -> T? {
        guard let text = text(name, required: isRequired) else { return nil }
        guard let value = parse(text) else {
            fail(name, .badFormat, "\(name) must be \(rule)")
            return nil
        }
        return value
    }

    /// One of the raw values of an enumeration.
    mutating func choice<T: RawRepresentable & CaseIterable>(
        _ name: String, required isRequired: Bool = true, of type: T.Type = T.self
    ) -> T? where T.RawValue == String {
        let known = T.allCases.map(\.rawValue).joined(separator: ", ")
        return value(name, "one of \(known)", required: isRequired, T.init(rawValue:))
    }

    /// A whole number.
    mutating func integer(
        _ name: String, in range: ClosedRange<Int64>, required isRequired: Bool = true
    ) -> Int64? {
        guard let value = isRequired ? required(name) : optional(name) else { return nil }
        guard let number = value.asInteger else {
            fail(name, .wrongType, "\(name) must be a whole number")
            return nil
        }
        guard range.contains(number) else {
            fail(name, .outOfRange, "\(name) is \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    /// True or false; `absent` when it is not there.
    mutating func boolean(_ name: String, absent: Bool) -> Bool {
        guard let value = optional(name) else { return absent }
        guard let boolean = value.asBoolean else {
            fail(name, .wrongType, "\(name) must be true or false")
            return absent
        }
        return boolean
    }

    /// A text of any kind; the caller checks it.
    mutating func text(_ name: String, required isRequired: Bool = true) -> String? {
        guard let value = isRequired ? required(name) : optional(name) else { return nil }
        guard let text = value.asString else {
            fail(name, .wrongType, "\(name) must be a string")
            return nil
        }
        return text
    }
}
