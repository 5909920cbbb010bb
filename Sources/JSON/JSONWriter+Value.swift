extension JSONWriter {
    /// Writes a whole tree; numbers come out as they were written.
    package mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .boolean(let value): boolean(value)
        case .number(let value): raw(value.text)
        case .string(let value): string(value)
        case .array(let elements):
            beginArray()
            for element in elements { self.value(element) }
            endArray()
        case .object(let object):
            beginObject()
            for member in object.members {
                key(member.name)
                self.value(member.value)
            }
            endObject()
        }
    }

    /// Writes a member with a tree.
    package mutating func member(_ name: String, value: JSONValue) {
        key(name)
        self.value(value)
    }

    /// The bytes of `value`.
    package static func text(of value: JSONValue) -> [UInt8] {
        var writer = JSONWriter()
        writer.value(value)
        return writer.bytes
    }
}
