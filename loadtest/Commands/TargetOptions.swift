import ArgumentParser
import FoundationEssentials
import LiveClient

/// Which hub, and as whom.
struct TargetOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The hub: ws://HOST:PORT or http://HOST:PORT; without it the dev hub of --state.",
            valueName: "address"))
    var url: String?

    @Option(
        help: ArgumentHelp(
            "The state folder of a running `flighthub dev` (default: .flighthub).",
            valueName: "folder"))
    var state: String?

    @Option(
        help: ArgumentHelp("The hub's Redis, to publish events (REDIS_URL).", valueName: "address"))
    var redis: String?

    @Option(
        help: ArgumentHelp(
            "What the hub's names in it begin with (REDIS_PREFIX, default flighthub).",
            valueName: "prefix"))
    var redisPrefix: String?

    @Option(
        help: ArgumentHelp(
            "A file of access tokens, one a line; without it they are signed with JWT_SECRET.",
            valueName: "file"))
    var tokenFile: String?

    @Option(
        help: ArgumentHelp(
            "A travel agent: its agency pays, and without JWT_SECRET all clients use its token.",
            valueName: "email:password"))
    var login: String?

    @Option(
        help: ArgumentHelp(
            "The hub's process, to watch its CPU and memory.", valueName: "pid"))
    var serverPID: Int32?

    func validate() throws {
        if let url, ServerURL(parsing: url)?.isSecure != false {
            throw ValidationError("--url must be ws://HOST:PORT or http://HOST:PORT, not \(url)")
        }
        if let login, LoginAccount(parsing: login) == nil {
            throw ValidationError("--login must be EMAIL:PASSWORD")
        }
        if let serverPID, serverPID < 1 { throw ValidationError("--server-pid must be above 0") }
    }

    /// The hub that is meant; reads files, and logs in where nothing else gives tokens.
    func target(
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) async throws -> HubTarget {
        let record = try devHub()
        guard let address = url ?? record.map({ "http://" + $0.url.authority }),
            let place = ServerURL(parsing: address)
        else { throw ValidationError(Self.noHub) }
        let account = login.flatMap { LoginAccount(parsing: $0) }
        let tokens = try await source(of: place, record, account, environment)
        let named = redis ?? (url == nil && record != nil ? nil : environment["REDIS_URL"])
        if named == nil, redisPrefix != nil {
            throw ValidationError("--redis-prefix needs --redis: a dev hub's Redis is its own")
        }
        return HubTarget(
            url: place, address: address, redis: named ?? record?.redis,
            // A dev hub's own Redis has the standard names, whatever the environment says.
            redisPrefix: named == nil ? nil : redisPrefix ?? environment["REDIS_PREFIX"],
            tokens: tokens, serverPID: serverPID ?? record?.pid, agent: account ?? .demo)
    }

    private static let noHub = """
        no hub is running on .flighthub: name one with --url ws://HOST:PORT, or start one with \
        `flighthub dev`
        """

    /// The dev hub of the folder; nil when an address was given without one.
    private func devHub() throws -> DevHubRecord? {
        if let state {
            guard let record = DevHubRecord.running(in: state) else {
                throw ValidationError("--state: no hub is running on \(state)")
            }
            return record
        }
        return url == nil ? DevHubRecord.running(in: ".flighthub") : nil
    }

    /// A dev hub signs with the secret in its folder, whatever the environment says.
    private func source(
        of place: ServerURL, _ record: DevHubRecord?, _ account: LoginAccount?,
        _ environment: [String: String]
    ) async throws -> TokenSource {
        if let tokenFile {
            do throws(TokenFileError) {
                return TokenSource(
                    given: try TokenFile(at: tokenFile).tokens, by: "--token-file")
            } catch {
                throw ValidationError("--token-file \(tokenFile): \(error)")
            }
        }
        if let secret = record?.secret ?? environment["JWT_SECRET"] {
            return try await TokenSource(secret: secret)
        }
        guard let account else {
            throw ValidationError(
                "no tokens: set JWT_SECRET, or give --token-file, or --login EMAIL:PASSWORD")
        }
        return TokenSource(login: try await account.token(at: place))
    }
}
