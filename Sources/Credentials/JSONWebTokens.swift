package import Accounts
package import Events
import FoundationEssentials
import JWTKit

/// Access tokens as JSON Web Tokens (RFC 7519), signed with HMAC-SHA-256.
package struct JSONWebTokens: AccessTokens {
    /// The fewest bytes of a secret: as many as the hash has (RFC 7518 3.2).
    package static let shortestSecret = 32

    private let keys = JWTKeyCollection()
    private let algorithm: any JWTAlgorithm
    private let parser = DefaultJWTParser()
    private let header: JWTHeader
    private let verified = VerifiedTokens()

    /// Tokens under `secret`, which the settings have checked for its length.
    package init(secret: String) async throws(AccessTokenError) {
        precondition(secret.utf8.count >= Self.shortestSecret, "a secret that is too short")
        await keys.add(hmac: HMACKey(from: secret), digestAlgorithm: .sha256)
        do {
            algorithm = try await keys.getKey()
        } catch {
            throw .unsigned
        }
        // Names the key without giving it away, so that it can be changed one day.
        let digest = SystemSHA256().sha256(Array("kid:\(secret)".utf8))
        let kid = digest.prefix(4).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        header = ["alg": "HS256", "typ": "JWT", "kid": .string(kid)]
    }

    package func sign(
        _ principal: Principal, version: Int64, at now: Timestamp
    ) async throws(AccessTokenError) -> String {
        let claims = AccessClaims(principal, version: version, issuedAt: now)
        do {
            return try await keys.sign(claims, header: header)
        } catch {
            throw .unsigned
        }
    }

    package func verify(
        _ token: String, at now: Timestamp
    ) async throws(AccessTokenError) -> Principal {
        let digest = TokenDigest(token)
        if let known = verified.principal(of: digest, at: now) { return known }
        let principal = try principal(ofSigned: Array(token.utf8))
        guard now < principal.expiresAt else { throw .expired }
        verified.remember(digest, principal, at: now)
        return principal
    }

    /// Checks everything but the time.
    ///
    /// The signature first: what nobody of ours has written is not read, for it may be made to cost
    /// much.
    private func principal(ofSigned bytes: [UInt8]) throws(AccessTokenError) -> Principal {
        do {
            guard let dot = bytes.lastIndex(of: UInt8(ascii: ".")),
                let signature = Self.decoded(base64URL: bytes[(dot + 1)...]),
                try algorithm.verify(signature, signs: bytes[..<dot])
            else { throw AccessTokenError.forged }
            let parsed = try parser.parse(bytes, as: AccessClaims.self)
            // RFC 8725 3.1: the algorithm is ours to choose, never the token's.
            guard parsed.header.alg == "HS256", let principal = parsed.payload.principal else {
                throw AccessTokenError.forged
            }
            return principal
        } catch {
            throw .forged
        }
    }

    /// The bytes behind base64url without padding (RFC 7515 section 2).
    private static func decoded(base64URL text: ArraySlice<UInt8>) -> Data? {
        var text = text.map { byte in
            switch byte {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            default: byte
            }
        }
        text += repeatElement(UInt8(ascii: "="), count: (4 - text.count % 4) % 4)
        return Data(base64Encoded: Data(text))
    }
}
