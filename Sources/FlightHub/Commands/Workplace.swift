import Accounts
import ArgumentParser
import Events

/// Where an agent works: the agency or airline that goes with a role.
struct Workplace {
    let agency: UniqueID?
    let airline: String?

    /// Throws what is wrong; `prefix` is how the role was given.
    func validate(for role: Role, named prefix: String = "") throws {
        if (role == .travelAgent) != (agency != nil) {
            throw ValidationError("--agency goes with \(prefix)travel_agent, and only with it")
        }
        if (role == .airlineAgent) != (airline != nil) {
            throw ValidationError("--airline goes with \(prefix)airline_agent, and only with it")
        }
    }

    /// The position of somebody with `role` who works here; throws what is wrong.
    func position(of role: Role) throws -> Position {
        try validate(for: role)
        return switch role {
        case .admin: .admin
        case .businessOwner: .businessOwner
        case .airlineAgent: .airlineAgent(airline: airline ?? "")
        case .travelAgent: .travelAgent(agency: agency)
        case .customer: .customer
        }
    }
}
