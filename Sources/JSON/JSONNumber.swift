/// A number as it was written, so that no digit of it is lost.
package struct JSONNumber: Hashable, Sendable {
    /// The text, which follows RFC 8259 section 6 and is finite as a double.
    package let text: String

    /// The number with this text, whose syntax the reader has checked.
    init(checked text: String) {
        self.text = text
    }

    /// The number that stands for this integer.
    package init(_ value: Int64) {
        text = String(value)
    }

    /// The value, when it is written without fraction and exponent and fits.
    package var exactInt: Int64? { Int64(text) }

    /// The nearest double.
    package var double: Double { Double(text) ?? .nan }
}
