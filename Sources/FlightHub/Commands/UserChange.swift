import Accounts
import ArgumentParser
import Events

/// `flighthub user role`: give an account another role.
struct UserRole: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "role",
        abstract: "Give an account another role, and end its sessions.",
        discussion: "The hub may be running: it closes the account's sockets with 4401.")

    @OptionGroup var person: PersonArgument

    @Argument(help: "admin, business_owner, airline_agent, travel_agent or customer.")
    var role: Role

    @Option(help: "Id of the agency of a travel_agent.")
    var agency: UniqueID?

    @Option(help: "IATA code of the airline of an airline_agent.")
    var airline: String?

    @OptionGroup var options: DatabaseOptions

    func validate() throws { _ = try position }

    func run() async throws { try await person.change(.position(position), options) }

    private var position: Position {
        get throws {
            try Workplace(agency: agency, airline: airline).position(of: role)
        }
    }
}

/// `flighthub user deactivate`: put an account out of use.
struct UserDeactivate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deactivate",
        abstract: "Let nobody log in to an account any more, and end its sessions.",
        discussion: "The hub may be running: it closes the account's sockets with 4401.")

    @OptionGroup var person: PersonArgument
    @OptionGroup var options: DatabaseOptions

    func run() async throws { try await person.change(.deactivate, options) }
}

/// `flighthub user reactivate`: take an account back into use.
struct UserReactivate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reactivate", abstract: "Let an account that was deactivated log in again.")

    @OptionGroup var person: PersonArgument
    @OptionGroup var options: DatabaseOptions

    func run() async throws { try await person.change(.reactivate, options) }
}

/// The account that a command is about.
struct PersonArgument: ParsableArguments {
    @Argument(help: "What the person logs in with.")
    var email: String

    func validate() throws {
        if EmailAddress(email) == nil {
            throw ValidationError("\"\(email)\" is not an e-mail address")
        }
    }

    /// Changes it, and says what came of that.
    func change(_ change: AccountChange, _ options: DatabaseOptions) async throws {
        guard let address = EmailAddress(email) else { return }
        let changed = try await CommandDatabase.with(options.database()) { database in
            try await AccountDesk(database).change(address, change)
        }
        guard let changed else {
            throw CommandFailure(.usage, "there is no account with the address \(address)")
        }
        Terminal.print(changed.summary)
    }
}

extension ChangedAccount {
    /// What the operator is told.
    var summary: String {
        let state = account.deactivatedAt == nil ? "" : ", deactivated"
        let account = "\(account.email): \(account.role.rawValue)\(state)"
        guard isOther else { return "\(account), as before" }
        return "\(account); \(ended.count) \(ended.count == 1 ? "session" : "sessions") ended"
    }
}
