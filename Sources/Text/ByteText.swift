/// A text that is equal to another when both have the same bytes.
///
/// A `String` is equal to what is canonically equivalent, and hashed by its normal form: that costs
/// many times as much where it is not ASCII, and names in protocols are bytes.
package struct ByteText: Hashable, Sendable {
    /// The text.
    package let string: String

    /// The text of `string`.
    package init(_ string: String) { self.string = string }

    /// Whether both have the same bytes.
    package static func == (one: Self, other: Self) -> Bool {
        one.string.hasBytes(of: other.string)
    }

    package func hash(into hasher: inout Hasher) {
        var text = string
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

extension String {
    /// Whether both have the same bytes; those of another length are not looked into.
    package func hasBytes(of other: String) -> Bool {
        utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
    }
}
