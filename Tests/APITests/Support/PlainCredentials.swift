import Accounts
import Events

/// Passwords, digests and tokens without cryptography, so that tests are quick and can look inside.
struct PlainHasher: PasswordHasher {
    func hash(_ password: Password) -> String { String(decoding: password.bytes, as: UTF8.self) }
    func verify(_ password: [UInt8], against hash: String) -> Bool { Array(hash.utf8) == password }
}

struct PlainDigest: SHA256Hasher {
    /// FNV-1a, repeated to 32 bytes.
    func sha256(_ bytes: [UInt8]) -> [UInt8] {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        return (0..<32).map { round in
            for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
            hash = hash &+ UInt64(round)
            return UInt8(truncatingIfNeeded: hash >> 24)
        }
    }
}

struct PlainTokens: AccessTokens {
    func sign(_ principal: Principal, version: Int64, at now: Timestamp) -> String {
        let agency = principal.agencyID?.description ?? "-"
        return "\(principal.userID)/\(principal.role.rawValue)/\(principal.sessionID)"
            + "/\(principal.expiresAt.seconds)/\(agency)/\(principal.airline ?? "-")"
    }

    func verify(_ token: String, at now: Timestamp) throws(AccessTokenError) -> Principal {
        let parts = token.split(separator: "/")
        guard parts.count == 6, let user = UniqueID(parts[0]),
            let role = Role(rawValue: String(parts[1])), let session = UniqueID(parts[2]),
            let seconds = Int64(parts[3])
        else { throw .forged }
        guard now.seconds < seconds else { throw .expired }
        return Principal(
            userID: user, role: role, agencyID: UniqueID(parts[4]),
            airline: parts[5] == "-" ? nil : String(parts[5]), sessionID: session,
            expiresAt: Timestamp(seconds: seconds))
    }
}
