import Accounts
import Events

extension HubTarget {
    /// Travel agents of so many agencies, in turn, and where tokens can be had for one an
    /// administrator.
    func crew(of count: Int, agencies: Int) async throws -> BookingRush.Crew {
        let agents = try await agents(count, of: agencies)
        var found: [UniqueID] = []
        for agent in agents {
            guard let agency = TokenClaims(agent)?.agency else {
                throw NoAgency(email: self.agent.email)
            }
            if !found.contains(agency) { found.append(agency) }
        }
        let token = try? await tokens.token(as: .admin)
        let cashier = token.flatMap { TokenClaims($0)?.role == .admin ? $0 : nil }
        // An agent sees what its own agency sold, and nobody else could look at all of it.
        guard found.count == 1 || cashier != nil else {
            throw NoAuditor(agencies: found.count)
        }
        return BookingRush.Crew(agents: agents, cashier: cashier, agencies: found)
    }

    private func agents(_ count: Int, of agencies: Int) async throws -> [String] {
        let seller = try await sellers()
        guard agencies > 1, tokens.isMinting, let first = seller.agencyID else {
            return try await tokens.tokens(
                count: count, as: seller, sharing: tokens.isMinting ? 1 : count)
        }
        var agents: [String] = []
        for number in 0..<count {
            agents.append(
                try await tokens.token(
                    as: .travelAgent(agency: first.following(by: number % agencies))))
        }
        return agents
    }
}

/// The agents sell for several agencies, and nobody may see all their bookings.
struct NoAuditor: Error, CustomStringConvertible {
    let agencies: Int

    var description: String {
        "the tokens are of \(agencies) agencies: an administrator's is needed, to check what they sold"
    }
}
