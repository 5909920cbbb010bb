extension JSONWriter {
    /// Writes a member with an integer value.
    package mutating func member(_ name: String, _ value: some BinaryInteger) {
        key(name)
        integer(value)
    }

    /// Writes a member with a number.
    package mutating func member(_ name: String, _ value: Double) {
        key(name)
        number(value)
    }

    /// Writes a member with true or false.
    package mutating func member(_ name: String, _ value: Bool) {
        key(name)
        boolean(value)
    }

    /// Writes a member with a string, or nothing at all for nil.
    package mutating func member(_ name: String, ifPresent value: String?) {
        if let value { member(name, value) }
    }

    /// Writes a member with an integer, or nothing at all for nil.
    package mutating func member(_ name: String, ifPresent value: (some BinaryInteger)?) {
        if let value { member(name, value) }
    }

    /// Writes a member whose value is JSON text already.
    package mutating func member(_ name: String, raw json: [UInt8]) {
        key(name)
        raw(json)
    }

    /// Writes a member with an object, whose members the closure writes.
    package mutating func member(_ name: String, object members: (inout JSONWriter) -> Void) {
        key(name)
        object(members)
    }

    /// Writes a member with an array, whose elements the closure writes.
    package mutating func member(_ name: String, array elements: (inout JSONWriter) -> Void) {
        key(name)
        beginArray()
        elements(&self)
        endArray()
    }

    /// Writes an object value, whose members the closure writes.
    package mutating func object(_ members: (inout JSONWriter) -> Void) {
        beginObject()
        members(&self)
        endObject()
    }

    /// The bytes of one object, whose members the closure writes.
    package static func object(
        capacity: Int = 256, _ members: (inout JSONWriter) -> Void
    ) -> [UInt8] {
        var writer = JSONWriter(capacity: capacity)
        writer.object(members)
        return writer.bytes
    }
}
