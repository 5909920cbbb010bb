/// A JSON text as a tree.
package enum JSONValue: Sendable, Equatable {
    case null
    case boolean(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    /// Reads one text: strict RFC 8259, valid UTF-8 without long rows of combining marks, no
    /// lone surrogates, no name twice in an object.
    ///
    /// More than `depthLimit` levels of arrays and objects are an error, so the stack is bounded.
    /// `\u0000` is legal here; who stores text where it is not must refuse it.
    package static func parse(
        _ bytes: [UInt8], depthLimit: Int = 32
    ) throws(JSONError) -> JSONValue {
        var reader = try JSONReader(bytes, depthLimit: depthLimit)
        let value = try reader.value()
        try reader.finish()
        return value
    }
}

extension JSONValue {
    /// The text, when this is a string.
    package var asString: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The integer, when this is a number that is exactly one.
    package var asInteger: Int64? {
        if case .number(let value) = self { value.exactInt } else { nil }
    }

    /// The truth value, when this is one.
    package var asBoolean: Bool? {
        if case .boolean(let value) = self { value } else { nil }
    }

    /// The elements, when this is an array.
    package var asArray: [JSONValue]? {
        if case .array(let value) = self { value } else { nil }
    }

    /// The members, when this is an object.
    package var asObject: JSONObject? {
        if case .object(let value) = self { value } else { nil }
    }

    /// The member `name`, when this is an object that has it.
    package subscript(name: String) -> JSONValue? { asObject?[name] }
}
