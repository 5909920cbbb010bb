import Accounts
import Events
import LiveClient

/// The hub that is put under load, and what is known of it.
struct HubTarget: Sendable {
    var url: ServerURL
    /// As the address was given, for reports.
    var address: String
    /// Where events can be published from outside; nil when it is not known.
    var redis: String?
    /// What the hub's names in it begin with; nil for the standard ones.
    var redisPrefix: String?
    var tokens: TokenSource
    /// More nodes of the same hub, which the run itself knows of.
    var nodes: [ServerURL] = []
    /// The agency to sell for, where it is known; else the one of `agent`.
    var agency: UniqueID?
    /// The hub's process, where it runs on this machine.
    var serverPID: Int32?
    /// The travel agent whose agency pays for bookings.
    var agent = LoginAccount.demo

    /// Where travel agents of the run work: the agency of `agent`, whose balance they pay from.
    ///
    /// Tokens for it can be minted: the hub keeps no list of an agency's people. Where tokens were
    /// given instead, they say themselves which agency they are of.
    func sellers() async throws -> Position {
        guard tokens.isMinting else { return .travelAgent(agency: nil) }
        if let agency { return .travelAgent(agency: agency) }
        let token = try await agent.token(at: url)
        guard let claims = TokenClaims(token), let agency = claims.agency else {
            throw NoAgency(email: agent.email)
        }
        return .travelAgent(agency: agency)
    }
}

/// The account to book with belongs to no agency.
struct NoAgency: Error, CustomStringConvertible {
    let email: String

    var description: String {
        "--login must name a travel agent with an agency, which \(email) is not"
    }
}
