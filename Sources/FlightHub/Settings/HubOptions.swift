import Accounts
import ArgumentParser
import LiveClient
import LocalServices
import Net

/// Which hub a command talks to.
struct HubOptions: ParsableArguments {
    @Option(help: "Address of the hub, such as http://localhost:8080.")
    var url: String?

    @Option(help: "State folder of the dev hub that is meant if no address is given.")
    var state = ".flighthub"

    @Option(help: "Authorities to trust instead of the system's, PEM, for https addresses.")
    var ca: String?

    /// The server to find by TLS; nil for a plain address.
    func destination(_ server: ServerURL) throws -> TLSDestination? {
        do throws(TLSSetupError) {
            return try server.destination(trusting: ca.map { .file($0) } ?? .system)
        } catch {
            throw CommandFailure(.usage, lines: error.mistakes)
        }
    }

    /// The address that is given, else the one of the dev hub.
    func server() throws -> ServerURL {
        let text = try url ?? DevRecord.running(in: StateFolder(state), unless: "--url").url
        if let server = ServerURL(parsing: text) { return server }
        throw CommandFailure(
            .usage, "--url: expected http://host:port or https://host:port, not \"\(text)\"")
    }
}
