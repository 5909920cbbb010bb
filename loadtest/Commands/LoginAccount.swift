import LiveClient
import Net

/// An account of the hub, to log in with where a minted token will not do.
struct LoginAccount: Sendable, Equatable {
    let email: String
    let password: String

    /// The travel agent of every dev hub.
    static let demo = LoginAccount(email: "travel@flighthub.test", password: "flighthub-demo")

    init(email: String, password: String) {
        self.email = email
        self.password = password
    }

    /// Reads `EMAIL:PASSWORD`; the password may hold colons.
    init?(parsing text: String) {
        guard let colon = text.firstIndex(of: ":"), colon > text.startIndex else { return nil }
        let password = text[text.index(after: colon)...]
        guard !password.isEmpty else { return nil }
        self.init(email: String(text[..<colon]), password: String(password))
    }

    /// Logs in; an access token.
    func token(at url: ServerURL) async throws -> String {
        let loop = try EventLoop(name: "login")
        loop.start()
        defer { loop.stop() }
        return try await LoginDesk(url: url, on: loop).logIn(self)
    }
}

/// Logs in on a loop of its own.
private actor LoginDesk {
    private let url: ServerURL
    private let loop: EventLoop

    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    init(url: ServerURL, on loop: EventLoop) {
        self.url = url
        self.loop = loop
    }

    func logIn(_ account: LoginAccount) async throws -> String {
        let client = RESTClient(to: try url.resolve(), host: url.authority, on: loop)
        defer { client.close() }
        return try await BookingAPI(client: client)
            .logIn(email: account.email, password: account.password)
    }
}
