/// A setting that is printed nowhere: not in errors, not in logs, not by interpolation.
struct Confidential: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    /// The text itself, for the one who needs it.
    let value: String

    init(_ value: String) { self.value = value }

    var description: String { "•••" }
    var customMirror: Mirror { Mirror(self, children: []) }
}
