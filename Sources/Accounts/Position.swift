package import Events

/// A role with what belongs to it, so that an agent without an airline cannot be made.
package enum Position: Sendable, Equatable {
    case admin
    case businessOwner
    /// Works for the airline with this IATA code, which the caller has checked.
    case airlineAgent(airline: String)
    /// Works for the agency, or for nobody yet.
    case travelAgent(agency: UniqueID?)
    case customer

    /// The role alone.
    package var role: Role {
        switch self {
        case .admin: .admin
        case .businessOwner: .businessOwner
        case .airlineAgent: .airlineAgent
        case .travelAgent: .travelAgent
        case .customer: .customer
        }
    }

    /// The agency of a travel agent.
    package var agencyID: UniqueID? {
        if case .travelAgent(let agency) = self { agency } else { nil }
    }

    /// The airline of an airline agent.
    package var airline: String? {
        if case .airlineAgent(let airline) = self { airline } else { nil }
    }
}
