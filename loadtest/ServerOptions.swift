import ArgumentParser
import LiveClient

/// Which hub, and as whom.
struct ServerOptions: ParsableArguments {
    @Option(help: "The hub's address: http://HOST:PORT.")
    var url = "http://127.0.0.1:8080"

    @Option(
        help: ArgumentHelp(
            "An access token; given several times, subscribers share them evenly.",
            valueName: "jwt"))
    var token: [String] = []

    @Option(
        help: ArgumentHelp(
            "An account to log in with, when no token is given.", valueName: "email:password"))
    var login = "admin@flighthub.test:flighthub-demo"

    /// The address in parts.
    func server() throws -> ServerURL {
        guard let url = ServerURL(parsing: url) else {
            throw ValidationError("--url must be http://HOST:PORT, not \(url)")
        }
        return url
    }

    /// The account in parts.
    func account() throws -> (email: String, password: String) {
        guard let colon = login.firstIndex(of: ":") else {
            throw ValidationError("--login must be EMAIL:PASSWORD")
        }
        return (String(login[..<colon]), String(login[login.index(after: colon)...]))
    }
}
