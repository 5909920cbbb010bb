import Accounts
import ArgumentParser
import Credentials
import Events
import LocalServices

/// `flighthub token`: make an access token.
struct Token: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make an access token, for trying things and for machines.",
        discussion: """
            It is signed with JWT_SECRET, else with the secret of the dev hub of --state, and \
            belongs to no login: only its time ends it.
            """)

    @Option(help: "admin, business_owner, airline_agent, travel_agent or customer.")
    var role: Role

    @Option(help: "Id of the account that it speaks for; a fresh one if none is named.")
    var user: UniqueID = .random()

    @Option(help: "Id of the agency of a travel_agent.")
    var agency: UniqueID?

    @Option(help: "IATA code of the airline of an airline_agent.")
    var airline: String?

    @Option(help: "Minutes that it is good for.")
    var minutes = 60

    @Option(help: "State folder of the dev hub that it is for.")
    var state = ".flighthub"

    func validate() throws {
        if (role == .travelAgent) != (agency != nil) {
            throw ValidationError("--agency goes with --role travel_agent, and only with it")
        }
        if (role == .airlineAgent) != (airline != nil) {
            throw ValidationError("--airline goes with --role airline_agent, and only with it")
        }
        if !(1...1440).contains(minutes) {
            throw ValidationError("--minutes is a number from 1 to 1440")
        }
    }

    func run() async throws {
        let now = WallClock.now()
        let principal = Principal(
            userID: user, role: role, agencyID: agency, airline: airline, sessionID: .random(),
            expiresAt: now + .seconds(60 * minutes))
        let tokens = try await JSONWebTokens(secret: secret(.process).value)
        Terminal.print(try await tokens.sign(principal, version: 1, at: now))
    }

    /// The variable, else what the dev hub of the folder made for itself.
    func secret(_ environment: Environment) throws -> Confidential {
        var reader = SettingsReader(environment)
        let named = reader.confidential("JWT_SECRET", required: false) { text in
            text.utf8.count < SettingsChecks.shortestSecret
                ? "has fewer than \(SettingsChecks.shortestSecret) bytes" : nil
        }
        try reader.finish()
        if let named { return named }
        let folder = try StateFolder(state)
        if let kept = DevSecret.kept(in: folder) { return kept }
        throw CommandFailure(
            .configuration,
            "JWT_SECRET is not set, and no dev hub has run on \(folder.path)")
    }
}

extension Role: ExpressibleByArgument {}

extension UniqueID: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}
