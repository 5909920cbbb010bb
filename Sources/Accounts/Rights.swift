package import Events

/// Who may subscribe to what: the table of `domain.md` 3.3.
package enum Rights {
    /// An answer about one topic.
    package enum Decision: Sendable, Equatable {
        /// The topic is open to this caller.
        case allowed
        /// It is not, and nobody says whether the thing exists.
        case denied
        /// It depends on whose booking it is: `mayRead` knows, once the store has said.
        case askStore
    }

    /// Whether `principal` (nil: nobody has logged in) may follow `topic`.
    package static func decide(_ principal: Principal?, _ topic: Topic) -> Decision {
        switch topic.kind {
        case .flight, .airport, .seats: .allowed
        case .offerRequest: mayFollowOffers(principal) ? .allowed : .denied
        case .booking: decideBooking(principal)
        case .user: allow(principal) { $0.userID.description == topic.id }
        case .agency:
            allow(principal) { $0.role == .travelAgent && $0.agencyID?.description == topic.id }
        case .airline: allow(principal) { $0.role == .airlineAgent && $0.airline == topic.id }
        case .analytics: allow(principal) { $0.role == .businessOwner }
        case .ops: allow(principal) { _ in false }
        }
    }

    /// Whether `principal` may see a booking with these parties, by REST as by topic.
    package static func mayRead(_ principal: Principal, _ booking: BookingParties) -> Bool {
        switch principal.role {
        case .admin: true
        case .businessOwner: false
        case .airlineAgent:
            booking.userID == principal.userID
                || (principal.airline.map(booking.airlines.contains) ?? false)
        case .travelAgent:
            booking.userID == principal.userID
                || (principal.agencyID != nil && booking.agencyID == principal.agencyID)
        case .customer: booking.userID == principal.userID
        }
    }

    /// Everything is open to an administrator, nothing to nobody.
    private static func allow(
        _ principal: Principal?, _ rule: (Principal) -> Bool
    ) -> Decision {
        guard let principal else { return .denied }
        return principal.role == .admin || rule(principal) ? .allowed : .denied
    }

    private static func decideBooking(_ principal: Principal?) -> Decision {
        switch principal?.role {
        case .admin: .allowed
        case .airlineAgent, .travelAgent, .customer: .askStore
        case .businessOwner, nil: .denied
        }
    }

    /// The id of an offer request is a capability: who knows it has made it, or was given it.
    private static func mayFollowOffers(_ principal: Principal?) -> Bool {
        principal?.role != .businessOwner
    }
}

/// Whom a booking belongs to.
package struct BookingParties: Sendable, Equatable {
    /// The account that it was made for.
    package let userID: UniqueID
    /// The agency that made it.
    package let agencyID: UniqueID?
    /// The airlines that carry it, as IATA codes.
    package let airlines: [String]

    /// The parties of a booking.
    package init(userID: UniqueID, agencyID: UniqueID?, airlines: [String]) {
        self.userID = userID
        self.agencyID = agencyID
        self.airlines = airlines
    }
}
