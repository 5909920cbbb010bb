import Accounts
import Events
import Synchronization

/// Who the tokens speak for whose signatures have been checked.
///
/// Checking one costs several times what finding it here does; a client shows the same token with
/// each request, and again when it comes back. A token is found by all of its bytes, so a signature that
/// was never checked is never found. Bounded: beyond `limit` tokens all are forgotten.
final class VerifiedTokens: Sendable {
    /// Tokens of about 400 bytes: 8 MB at the most.
    static let limit = 16_384

    /// A token, hashed by the end of its signature: hashing all of it took longer than the rest.
    ///
    /// Only tokens that are kept can collide, and nobody can make such ones at will.
    private struct Token: Hashable {
        let bytes: [UInt8]

        func hash(into hasher: inout Hasher) {
            hasher.combine(bytes.suffix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
        }
    }

    private let principals = Mutex<[Token: Principal]>([:])

    /// Whom a token speaks for; nil when its signature has to be checked.
    func principal(of token: [UInt8]) -> Principal? {
        principals.withLock { $0[Token(bytes: token)] }
    }

    /// Remembers a token whose signature was found to be good, unless its time is over.
    func remember(_ token: [UInt8], _ principal: Principal, at now: Timestamp) {
        guard now < principal.expiresAt else { return }
        principals.withLock { principals in
            if principals.count >= Self.limit { principals.removeAll() }
            principals[Token(bytes: token)] = principal
        }
    }

    /// Forgets a token whose time is over.
    func forget(_ token: [UInt8]) {
        _ = principals.withLock { $0.removeValue(forKey: Token(bytes: token)) }
    }
}
