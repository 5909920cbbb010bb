import Accounts
import ArgumentParser
import Events

/// `flighthub user`: accounts.
struct User: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Work on accounts.",
        subcommands: [
            UserAdd.self, UserRole.self, UserDeactivate.self, UserReactivate.self,
        ])
}

/// `flighthub user add`: open an account with a role.
struct UserAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Open an account with a role.",
        discussion: "The password is read from the terminal, or is the first line of the input.")

    @Argument(help: "What the person logs in with.")
    var email: String

    @OptionGroup var rights: RoleOptions

    @Option(help: "Given name.")
    var givenName = "New"

    @Option(help: "Family name.")
    var familyName = "User"

    @OptionGroup var options: DatabaseOptions

    func validate() throws {
        if EmailAddress(email) == nil {
            throw ValidationError("\"\(email)\" is not an e-mail address")
        }
    }

    func run() async throws {
        guard let address = EmailAddress(email) else { return }
        let database = try options.database()
        let password = try readPassword()
        let id = try await CommandDatabase.with(database) { database in
            do {
                return try await AccountDesk(database).add(
                    address, password, Profile(givenName: givenName, familyName: familyName),
                    role: rights.role, agency: rights.agency, airline: rights.airline)
            } catch AccountError.emailTaken {
                throw CommandFailure(.usage, "there is an account with the address \(address)")
            }
        }
        Terminal.print(id.description)
    }

    private func readPassword() throws(CommandFailure) -> Password {
        guard let line = PasswordPrompt.read("Password: ") else {
            throw CommandFailure(.usage, "no password in the input")
        }
        do throws(PasswordError) {
            return try Password(line)
        } catch {
            throw CommandFailure(.usage, error.message)
        }
    }
}
