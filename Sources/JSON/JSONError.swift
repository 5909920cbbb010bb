/// Why bytes are no JSON text, and where.
package struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The byte at which reading stopped, from 0.
    package let offset: Int
    /// The rule that was broken, as a phrase without a full stop.
    package let message: String

    /// The error at `offset`.
    package init(offset: Int, message: String) {
        self.offset = offset
        self.message = message
    }

    /// The phrase and the place, as in `unexpected character (at byte 7)`.
    package var description: String { "\(message) (at byte \(offset))" }
}
