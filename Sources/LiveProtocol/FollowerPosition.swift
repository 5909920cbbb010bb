package import Events

/// What a message says of the position to come back with, to a client that keeps one for all its
/// topics (`protocol/doors.md`).
package enum FollowerPosition: Sendable, Equatable {
    /// Nothing: the last one stands.
    case unsaid
    /// Everything at or below it was sent, of all topics.
    case at(Cursor)
    /// The one that the client has is of no use any more: what it holds begins anew.
    case void

    /// How it is written: the cursor, or `void`, which no cursor is; nil when nothing is said.
    package var text: String? {
        switch self {
        case .unsaid: nil
        case .at(let cursor): cursor.description
        case .void: "void"
        }
    }
}
