package import Events

/// What a person may do, from the widest to the narrowest.
package enum Role: String, CaseIterable, Sendable {
    case admin
    case businessOwner = "business_owner"
    case airlineAgent = "airline_agent"
    case travelAgent = "travel_agent"
    case customer
}

/// Who is asking: what a verified access token says.
///
/// Eight bytes that point at the claims: all connections and requests of one token share them.
package struct Principal: Hashable, Sendable {
    // In an order that leaves no gaps: 96 bytes with the object's own 16.
    private struct Claims: Hashable {
        let userID: UniqueID
        let agencyID: UniqueID?
        let role: Role
        let airline: String?
        let sessionID: UniqueID
        let expiresAt: Timestamp
    }

    private final class Shared: Sendable {
        let claims: Claims

        init(_ claims: Claims) { self.claims = claims }
    }

    private let shared: Shared

    /// The account.
    package var userID: UniqueID { shared.claims.userID }
    /// What the account may do.
    package var role: Role { shared.claims.role }
    /// The agency of a travel agent.
    package var agencyID: UniqueID? { shared.claims.agencyID }
    /// The airline of an airline agent, as its IATA code.
    package var airline: String? { shared.claims.airline }
    /// The login that the token belongs to; revoking it ends the token.
    package var sessionID: UniqueID { shared.claims.sessionID }
    /// When the token stops being good.
    package var expiresAt: Timestamp { shared.claims.expiresAt }

    /// A principal with these claims.
    package init(
        userID: UniqueID, role: Role, agencyID: UniqueID? = nil, airline: String? = nil,
        sessionID: UniqueID, expiresAt: Timestamp
    ) {
        shared = Shared(
            Claims(
                userID: userID, agencyID: agencyID, role: role, airline: airline,
                sessionID: sessionID, expiresAt: expiresAt))
    }

    package static func == (left: Principal, right: Principal) -> Bool {
        left.shared === right.shared || left.shared.claims == right.shared.claims
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(shared.claims)
    }
}
