import Accounts
import Events
import FoundationEssentials
import JSON

/// What an access token says of its holder, read without checking its signature.
///
/// Good enough to choose among tokens that were given: the hub is the one that must be convinced.
struct TokenClaims: Equatable, Sendable {
    let user: UniqueID
    let role: Role
    let agency: UniqueID?
    let airline: String?

    /// Reads the middle one of a token's three parts; nil when it is not one of the hub's tokens.
    init?(_ token: String) {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let payload = Self.decode(parts[1]),
            let json = try? JSONValue.parse(payload),
            let user = json["sub"]?.asString.flatMap({ UniqueID($0) }),
            let role = json["role"]?.asString.flatMap(Role.init)
        else { return nil }
        self.user = user
        self.role = role
        agency = json["agency"]?.asString.flatMap { UniqueID($0) }
        airline = json["airline"]?.asString
    }

    /// Whether the holder may do what somebody in this position may.
    ///
    /// A travel agent without an agency stands for one of any agency.
    func fits(_ position: Position) -> Bool {
        guard role == position.role, position.airline == nil || position.airline == airline
        else { return false }
        return position.agencyID == nil || position.agencyID == agency
    }

    /// Base 64 with the URL alphabet and without padding (RFC 7515, 2).
    private static func decode(_ text: Substring) -> [UInt8]? {
        var plain = text.replacing("-", with: "+").replacing("_", with: "/")
        plain += String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: String(plain)) else { return nil }
        return [UInt8](data)
    }
}
