import Text

/// The members of an object in the order they came; no name comes twice.
///
/// Names are compared by their bytes (RFC 8259 section 8.3).
package struct JSONObject: Sendable, Equatable {
    /// A name and its value.
    package struct Member: Sendable, Equatable {
        /// The name, unescaped.
        package let name: String
        /// What stands under it.
        package let value: JSONValue
    }

    /// Every member, in order.
    package private(set) var members: [Member] = []

    /// An object without members.
    package init() {}

    /// Every name, in order.
    package var names: [String] { members.map(\.name) }

    /// The value under `name`; setting replaces it in place or adds it at the end.
    package subscript(name: String) -> JSONValue? {
        get { members.first { $0.name.hasBytes(of: name) }?.value }
        set {
            let index = members.firstIndex { $0.name.hasBytes(of: name) }
            switch (index, newValue) {
            case (.some(let index), .some(let value)):
                members[index] = Member(name: name, value: value)
            case (.some(let index), nil): members.remove(at: index)
            case (nil, .some(let value)): append(name, value)
            case (nil, nil): break
            }
        }
    }

    /// Whether there is a member of this name.
    func has(_ name: String) -> Bool { members.contains { $0.name.hasBytes(of: name) } }

    /// Adds a member whose name is known to be new.
    mutating func append(_ name: String, _ value: JSONValue) {
        members.append(Member(name: name, value: value))
    }
}
