import Accounts
import Credentials
import Events

/// Where the access tokens of a run come from.
struct TokenSource: Sendable {
    private enum Origin: Sendable {
        /// Signed here, for users that exist in their tokens alone.
        case minted(JSONWebTokens, lifetime: Duration)
        case given([(token: String, claims: TokenClaims?)], option: String)
        /// The one that a login gave, for everybody.
        case login(String)
    }

    private let origin: Origin

    /// Connections that share a user: one below the hub's default of CONNECTIONS_PER_USER, so that
    /// a connection may come back before the hub has noticed that it went.
    static let sharing = 19

    /// Tokens that are signed with the hub's own secret, and outlive any run.
    init(secret: String, lifetime: Duration = .seconds(7 * 86_400)) async throws(TokenFailure) {
        guard secret.utf8.count >= JSONWebTokens.shortestSecret else {
            throw .shortSecret(JSONWebTokens.shortestSecret)
        }
        do throws(AccessTokenError) {
            origin = .minted(try await JSONWebTokens(secret: secret), lifetime: lifetime)
        } catch {
            throw .unsigned
        }
    }

    /// Tokens that somebody made; `option` is where they were named, for complaints.
    init(given tokens: [String], by option: String) {
        origin = .given(tokens.map { ($0, TokenClaims($0)) }, option: option)
    }

    /// One token for all clients, whatever they do and however many they are: the hub must have
    /// been told to let one user have as many connections.
    init(login token: String) { origin = .login(token) }

    /// Whether any position can be had.
    var isMinting: Bool {
        if case .minted = origin { true } else { false }
    }

    /// A token for each of `count` clients of that position (nil: of any), of which at most
    /// `sharing` have the same user: neighbours when tokens are minted, else as evenly as the tokens
    /// allow.
    func tokens(
        count: Int, as position: Position? = nil, sharing: Int = TokenSource.sharing
    ) async throws(TokenFailure) -> [String] {
        switch origin {
        case .minted(let signer, let lifetime):
            return try await Self.mint(count, position ?? .customer, sharing, signer, lifetime)
        case .login(let token): return Array(repeating: token, count: count)
        case .given(let all, let option):
            let fitting = all.filter { token in
                token.claims.map { position.map($0.fits) ?? true } ?? false
            }.map(\.token)
            let needed = count / sharing + (count % sharing == 0 ? 0 : 1)
            guard fitting.count >= needed else {
                throw .tooFew(
                    option: option, role: position?.role, there: fitting.count, needed: needed)
            }
            return (0..<count).map { fitting[$0 % fitting.count] }
        }
    }

    /// One token of that position, which any number of requests may carry.
    func token(as position: Position? = nil) async throws(TokenFailure) -> String {
        try await tokens(count: 1, as: position)[0]
    }

    private static func mint(
        _ count: Int, _ position: Position, _ sharing: Int, _ signer: JSONWebTokens,
        _ lifetime: Duration
    ) async throws(TokenFailure) -> [String] {
        let now = WallClock.now
        var tokens: [String] = []
        tokens.reserveCapacity(count)
        while tokens.count < count {
            let principal = Principal(
                userID: .random(), role: position.role, agencyID: position.agencyID,
                airline: position.airline, sessionID: .random(), expiresAt: now + lifetime)
            do throws(AccessTokenError) {
                let token = try await signer.sign(principal, version: 1, at: now)
                tokens += repeatElement(token, count: min(sharing, count - tokens.count))
            } catch {
                throw .unsigned
            }
        }
        return tokens
    }
}

/// Why there are no tokens for a run.
enum TokenFailure: Error, Equatable, CustomStringConvertible {
    case shortSecret(Int)
    case unsigned
    case tooFew(option: String, role: Role?, there: Int, needed: Int)

    var description: String {
        switch self {
        case .shortSecret(let least): "JWT_SECRET must have at least \(least) bytes"
        case .unsigned: "a token could not be signed"
        case .tooFew(let option, let role, let there, let needed):
            """
            \(option) gives \(there) tokens\(role.map { " of the role " + $0.rawValue } ?? ""), and \
            \(needed) are needed: \
            \(TokenSource.sharing) connections share a user
            """
        }
    }
}
