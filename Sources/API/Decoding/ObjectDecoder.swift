import Events
import JSON

/// Reads the members of one JSON object and collects everything that is wrong with them.
///
/// A method returns nil when it has noted an error, or when an optional member is not there; the
/// reader goes on with the others and looks at the errors at the end.
struct ObjectDecoder {
    private(set) var errors: [FieldError] = []
    private let object: JSONObject
    private let pointer: String
    private var known: Set<String> = []

    /// The most errors that are collected: an answer is no place for a book.
    static let errorLimit = 50

    init(_ object: JSONObject, at pointer: String = "") {
        self.object = object
        self.pointer = pointer
    }

    /// Notes that the member `name` is wrong.
    mutating func fail(_ name: String, _ code: FieldError.Code, _ detail: String) {
        fail(at: "\(pointer)/\(escaped(name))", code, detail)
    }

    /// The value of a member that must be there.
    mutating func required(_ name: String) -> JSONValue? {
        let value = optional(name)
        if value == nil { fail(name, .missing, "\(name) is required") }
        return value
    }

    /// The value of a member that may be absent or null.
    mutating func optional(_ name: String) -> JSONValue? {
        known.insert(name)
        guard let value = object[name], value != .null else { return nil }
        return value
    }

    /// Whether the member is there and null: what a merge patch (RFC 7396) removes.
    mutating func isNull(_ name: String) -> Bool {
        known.insert(name)
        return object[name] == .null
    }

    /// A nested object.
    mutating func object<T>(
        _ name: String, required isRequired: Bool = true, _ read: (inout ObjectDecoder) -> T?
    ) -> T? {
        guard let value = isRequired ? required(name) : optional(name) else { return nil }
        return nested(value, at: "\(pointer)/\(escaped(name))", read)
    }

    /// The elements of a nested array, each read by `read` with the pointer to it.
    mutating func array<T>(
        _ name: String, count: ClosedRange<Int>,
        _ read: (inout ObjectDecoder, JSONValue, String) -> T?
    ) -> [T]? {
        guard let value = required(name) else { return nil }
        guard let elements = value.asArray else {
            fail(name, .wrongType, "\(name) must be an array")
            return nil
        }
        guard count.contains(elements.count) else {
            fail(
                name, .outOfRange, "\(name) has \(count.lowerBound) to \(count.upperBound) elements"
            )
            return nil
        }
        let place = "\(pointer)/\(escaped(name))"
        let values = elements.enumerated().map { index, element in
            read(&self, element, "\(place)/\(index)")
        }
        return values.contains { $0 == nil } ? nil : values.compactMap(\.self)
    }

    /// Reads an object that stands at `pointer`, taking over its errors.
    mutating func nested<T>(
        _ value: JSONValue, at pointer: String, _ read: (inout ObjectDecoder) -> T?
    ) -> T? {
        guard let members = value.asObject else {
            fail(at: pointer, .wrongType, "must be an object")
            return nil
        }
        var decoder = ObjectDecoder(members, at: pointer)
        let result = read(&decoder)
        decoder.refuseUnknown()
        errors.append(contentsOf: decoder.errors.prefix(Self.errorLimit - errors.count))
        return result
    }

    /// Notes an error at a place that the caller knows.
    mutating func fail(at pointer: String, _ code: FieldError.Code, _ detail: String) {
        guard errors.count < Self.errorLimit else { return }
        errors.append(FieldError(place: .body(pointer: pointer), code: code, detail: detail))
    }

    /// Notes every member that nobody asked for.
    mutating func refuseUnknown() {
        for name in object.names where !known.contains(name) {
            fail(name, .unknownField, "there is no such field")
        }
    }

    /// The name as a token of a JSON pointer (RFC 6901 section 3).
    private func escaped(_ name: String) -> String {
        var result = ""
        for character in name {
            switch character {
            case "~": result += "~0"
            case "/": result += "~1"
            default: result.append(character)
            }
        }
        return result
    }
}
