import Accounts
import ArgumentParser
import Events

/// `flighthub token`: make an access token.
struct Token: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make an access token, for trying things and for machines.",
        discussion: """
            It is signed with JWT_SECRET, else with the secret of the dev hub of --state, and \
            belongs to no login: only its time ends it.
            """)

    @OptionGroup var rights: RoleOptions

    @Option(help: "Id of the account that it speaks for; a fresh one if none is named.")
    var user: UniqueID = .random()

    @Option(help: "Minutes that it is good for, up to a day.")
    var minutes = 60

    @Option(help: "State folder of the dev hub that it is for.")
    var state = ".flighthub"

    func validate() throws {
        if !(1...1440).contains(minutes) {
            throw ValidationError("--minutes is a number from 1 to 1440")
        }
    }

    func run() async throws {
        let maker = try AccessTokenMaker(.process, state: state)
        let token = try await maker.token(
            rights.role, user: user, agency: rights.agency, airline: rights.airline,
            minutes: minutes)
        Terminal.print(token)
    }
}
