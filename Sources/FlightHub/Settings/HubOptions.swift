import Accounts
import ArgumentParser
import LiveClient
import LocalServices

/// Which hub a command talks to.
struct HubOptions: ParsableArguments {
    @Option(help: "Address of the hub, such as http://localhost:8080.")
    var url: String?

    @Option(help: "State folder of the dev hub that is meant if no address is given.")
    var state = ".flighthub"

    /// The address that is given, else the one of the dev hub.
    func server() throws -> ServerURL {
        let text = try url ?? DevRecord.running(in: StateFolder(state)).url
        if let server = ServerURL(parsing: text) { return server }
        throw CommandFailure(.usage, "--url: expected http://host:port, not \"\(text)\"")
    }
}
