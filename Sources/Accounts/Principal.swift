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
package struct Principal: Hashable, Sendable {
    /// The account.
    package let userID: UniqueID
    /// What the account may do.
    package let role: Role
    /// The agency of a travel agent.
    package let agencyID: UniqueID?
    /// The airline of an airline agent, as its IATA code.
    package let airline: String?
    /// The login that the token belongs to; revoking it ends the token.
    package let sessionID: UniqueID
    /// When the token stops being good.
    package let expiresAt: Timestamp

    /// A principal with these claims.
    package init(
        userID: UniqueID, role: Role, agencyID: UniqueID? = nil, airline: String? = nil,
        sessionID: UniqueID, expiresAt: Timestamp
    ) {
        self.userID = userID
        self.role = role
        self.agencyID = agencyID
        self.airline = airline
        self.sessionID = sessionID
        self.expiresAt = expiresAt
    }
}
