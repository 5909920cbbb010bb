/// A command with its arguments, which may hold any bytes.
package struct RedisCommand: Sendable, Equatable {
    /// The arguments, one after the other.
    private(set) var bytes: [UInt8] = []
    /// Where each argument ends in `bytes`.
    private(set) var ends: [Int] = []

    /// The command of these words.
    package init(_ words: String...) {
        for word in words { append(word) }
    }

    /// Adds an argument.
    package mutating func append(_ argument: String) {
        bytes.append(contentsOf: argument.utf8)
        ends.append(bytes.count)
    }

    /// Adds an argument.
    package mutating func append(_ argument: [UInt8]) {
        bytes.append(contentsOf: argument)
        ends.append(bytes.count)
    }

    /// Adds an argument.
    package mutating func append(_ argument: some BinaryInteger) {
        append(String(argument))
    }

    /// Adds a field's name and its value.
    package mutating func append(field: String, _ value: String) {
        append(field)
        append(value)
    }

    /// Adds a field's name and its value.
    package mutating func append(field: String, _ value: [UInt8]) {
        append(field)
        append(value)
    }
}
