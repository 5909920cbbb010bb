import Accounts

extension HubTarget {
    /// Travel agents and, where tokens can be had for one, an administrator.
    func crew(of count: Int) async throws -> BookingRush.Crew {
        let agents = try await tokens.tokens(
            count: count, as: sellers(), sharing: tokens.isMinting ? 1 : count)
        guard let agency = TokenClaims(agents[0])?.agency else {
            throw NoAgency(email: agent.email)
        }
        let cashier = try? await tokens.token(as: .admin)
        return BookingRush.Crew(
            agents: agents,
            cashier: cashier.flatMap { TokenClaims($0)?.role == .admin ? $0 : nil },
            agency: agency)
    }
}
