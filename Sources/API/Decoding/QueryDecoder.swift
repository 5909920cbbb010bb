import Wire

/// Reads query parameters and collects everything that is wrong with them.
struct QueryDecoder {
    private(set) var errors: [FieldError] = []
    private let values: [String: String]
    private var unread: Set<String>

    /// The parameters of `query`; one that comes twice, or cannot be decoded, is an error.
    init(_ query: String) {
        let parameters = QueryParameters(query)
        values = parameters.values
        unread = Set(values.keys)
        for (name, mistake) in parameters.mistakes { fail(name, mistake) }
    }

    private mutating func fail(_ name: String, _ mistake: QueryParameters.Mistake) {
        fail(name, mistake == .unknown ? .unknownField : .badFormat, mistake.detail(of: name))
    }

    /// Notes that a parameter is wrong.
    mutating func fail(_ name: String, _ code: FieldError.Code, _ detail: String) {
        guard errors.count < ObjectDecoder.errorLimit else { return }
        errors.append(FieldError(place: .query(parameter: name), code: code, detail: detail))
    }

    /// The text of a parameter; nil when it is absent.
    mutating func text(_ name: String, limit: Int = 200) -> String? {
        unread.remove(name)
        guard let value = values[name] else { return nil }
        guard value.unicodeScalars.count <= limit,
            !value.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
        else {
            fail(name, .badFormat, "\(name) is too long or has a control character")
            return nil
        }
        return value
    }

    /// A parameter in the form that `parse` understands; `rule` says what it is.
    mutating func value<T>(_ name: String, _ rule: String, _ parse: (String) -> T?) -> T? {
        guard let text = text(name) else { return nil }
        guard let value = parse(text) else {
            fail(name, .badFormat, "\(name) must be \(rule)")
            return nil
        }
        return value
    }

    /// One of the raw values of an enumeration.
    mutating func choice<T: RawRepresentable & CaseIterable>(
        _ name: String, of type: T.Type = T.self
    ) -> T? where T.RawValue == String {
        let known = T.allCases.map(\.rawValue).joined(separator: ", ")
        return value(name, "one of \(known)", T.init(rawValue:))
    }

    /// A whole number.
    mutating func integer(_ name: String, in range: ClosedRange<Int>, absent: Int) -> Int {
        guard let text = text(name) else { return absent }
        guard let number = Int(text), String(number) == text else {
            fail(name, .wrongType, "\(name) must be a whole number")
            return absent
        }
        guard range.contains(number) else {
            fail(name, .outOfRange, "\(name) is \(range.lowerBound) to \(range.upperBound)")
            return absent
        }
        return number
    }

    /// Notes every parameter that nobody asked for.
    mutating func refuseUnknown() {
        for name in unread.sorted() { fail(name, .unknown) }
    }
}
