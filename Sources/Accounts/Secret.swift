/// A random text that proves itself by being known, such as a refresh token.
///
/// It is shown once to whom it was made for; only its digest is kept.
package struct Secret: Sendable, Equatable, CustomStringConvertible {
    /// The text: 43 characters of base64url, 256 random bits.
    package let text: String

    /// A fresh secret from the system's random source.
    package static func random() -> Secret {
        var generator = SystemRandomNumberGenerator()
        return Secret(using: &generator)
    }

    /// A secret from `generator`, so that a seeded run repeats itself.
    package init(using generator: inout some RandomNumberGenerator) {
        var characters: [UInt8] = []
        for index in 0..<43 {
            // 43 × 6 = 258 bits: the last character carries only four.
            let mask: UInt64 = index == 42 ? 0x3C : 0x3F
            characters.append(Self.alphabet[Int(generator.next() & mask)])
        }
        text = String(decoding: characters, as: UTF8.self)
    }

    /// Takes what a client sent; nil when it cannot be a secret of ours.
    package init?(_ text: String) {
        guard text.utf8.count == 43, text.utf8.allSatisfy(Self.alphabet.contains) else {
            return nil
        }
        self.text = text
    }

    package var description: String { "•••" }

    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
}

/// The SHA-256 of a secret: what is stored in its place.
package struct SecretDigest: Hashable, Sendable {
    /// 32 bytes.
    package let bytes: [UInt8]

    /// The digest with these bytes.
    package init(bytes: [UInt8]) {
        self.bytes = bytes
    }
}

/// Computes SHA-256 (FIPS 180-4).
package protocol SHA256Hasher: Sendable {
    /// The 32 bytes of the hash; cheap enough for the loop.
    func sha256(_ bytes: [UInt8]) -> [UInt8]
}

extension SHA256Hasher {
    /// What is stored of `secret`.
    package func digest(_ secret: Secret) -> SecretDigest {
        SecretDigest(bytes: sha256(Array(secret.text.utf8)))
    }
}
