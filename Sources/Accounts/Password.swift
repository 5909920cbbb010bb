/// A password that may be hashed: long enough to be worth it, short enough for bcrypt.
///
/// Its bytes are used as they came (no Unicode normalisation), and it never describes itself.
package struct Password: Sendable, Equatable, CustomStringConvertible {
    /// The UTF-8 of the password, without NUL.
    package let bytes: [UInt8]

    /// Takes a password for a new account.
    package init(_ text: String) throws(PasswordError) {
        let bytes = Array(text.utf8)
        guard text.unicodeScalars.count >= Self.shortest else { throw .tooShort }
        // bcrypt ignores everything after the 72nd byte: two passwords would be the same.
        guard bytes.count <= Self.longest else { throw .tooLong }
        // crypt(3) reads a C string: it would end at the NUL.
        guard !bytes.contains(0) else { throw .containsNUL }
        self.bytes = bytes
    }

    /// The fewest characters; short passwords fall to guessing however they are hashed.
    package static let shortest = 10
    /// The most bytes: what bcrypt looks at.
    package static let longest = 72

    package var description: String { "•••" }
}

/// Why a text cannot be a password.
package enum PasswordError: Error, Equatable, Sendable, CaseIterable {
    case tooShort
    case tooLong
    case containsNUL

    /// The rule that the text breaks.
    package var message: String {
        switch self {
        case .tooShort: "a password has at least \(Password.shortest) characters"
        case .tooLong: "a password has at most \(Password.longest) bytes of UTF-8"
        case .containsNUL: "a password has no NUL character"
        }
    }
}
