import Accounts
import Events
import Synchronization

/// Who the tokens speak for whose signatures have been checked.
///
/// Checking one costs several times what finding it here does; a client shows the same token with
/// each request, and again when it comes back. A token is found by a digest of all its bytes, so one
/// whose signature was never checked is never found.
///
/// Two generations: a token that is shown is in the newer one. When that is full, or a quarter of an
/// hour old, it becomes the older one, and what nobody has shown since is forgotten: tokens that are
/// in use stay, those that are over go, and a crowd that has left takes no room for long.
final class VerifiedTokens: Sendable {
    /// Tokens of a generation; one takes 96 bytes for its claims and up to 64 in the table, so all
    /// take 1.3 MB at the most.
    static let limit = 4_096
    /// How long a generation takes in tokens.
    static let span = Duration.seconds(900)

    private struct Generations {
        var newer: [TokenDigest: Principal] = [:]
        var older: [TokenDigest: Principal] = [:]
        /// When the newer one began.
        var start: Timestamp?

        func principal(of digest: TokenDigest) -> Principal? {
            newer[digest] ?? older[digest]
        }

        mutating func keep(_ digest: TokenDigest, _ principal: Principal, at now: Timestamp) {
            if newer.count >= limit || start.map({ now - $0 >= span }) ?? true {
                older = newer
                newer = [:]
                start = now
            }
            newer[digest] = principal
        }

        mutating func forget(_ digest: TokenDigest) {
            newer[digest] = nil
            older[digest] = nil
        }
    }

    private let generations = Mutex(Generations())

    /// How many are remembered; one may be in both generations.
    var count: Int { generations.withLock { $0.newer.count + $0.older.count } }

    /// Whom a token speaks for that is good at `now`; nil when its signature has to be checked.
    ///
    /// One whose time is over is forgotten.
    func principal(of digest: TokenDigest, at now: Timestamp) -> Principal? {
        generations.withLock { generations in
            guard let principal = generations.principal(of: digest) else { return nil }
            guard now < principal.expiresAt else {
                generations.forget(digest)
                return nil
            }
            if generations.newer[digest] == nil { generations.keep(digest, principal, at: now) }
            return principal
        }
    }

    /// Remembers a token whose signature was found to be good, and whose time is not over.
    func remember(_ digest: TokenDigest, _ principal: Principal, at now: Timestamp) {
        generations.withLock { $0.keep(digest, principal, at: now) }
    }
}
