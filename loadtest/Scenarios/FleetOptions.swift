import Accounts
import ArgumentParser
import Events
import LiveClient

/// How clients connect, whatever the scenario.
struct FleetOptions: ParsableArguments {
    @Option(help: "Connections begun a second, over all processes.")
    var connectRate = 1_000.0

    @Option(
        help: ArgumentHelp(
            "Another node of the same hub, over which clients are spread; may be repeated.",
            valueName: "address"))
    var node: [String] = []

    @Option(
        help: ArgumentHelp(
            "Where clients connect by TLS instead; REST stays at --url.",
            valueName: "wss://host:port"))
    var tls: String?

    @Option(help: "The authority to trust with --tls: a file of certificates, PEM.")
    var ca: String?

    @Flag(help: "Clients of a process resume each other's TLS sessions, as returning ones do.")
    var resumeTLS = false

    @Flag(
        inversion: .prefixedNo,
        help: "Each client connects from an address of its own in 127.0.0.0/8.")
    var spreadAddresses = true

    func validate() throws {
        guard connectRate > 0, connectRate <= 1_000_000 else {
            throw ValidationError("--connect-rate must be above 0 and up to 1000000")
        }
        if let tls, ServerURL(parsing: tls)?.isSecure != true {
            throw ValidationError("--tls must be wss://HOST:PORT or https://HOST:PORT, not \(tls)")
        }
        if tls == nil, ca != nil || resumeTLS {
            throw ValidationError("--ca and --resume-tls need --tls")
        }
        if tls != nil, !node.isEmpty {
            throw ValidationError("--tls and --node exclude each other")
        }
        for address in node where ServerURL(parsing: address) == nil {
            throw ValidationError(
                "--node must be ws://HOST:PORT or http://HOST:PORT, not \(address)")
        }
    }

    /// A fleet of `clients` that follow `perClient` of `topics` each, as administrators: they may
    /// follow everything.
    func fleet(
        _ clients: Int, of topics: [String], perClient: Int, on target: HubTarget
    ) async throws -> FleetPlan {
        var plan = FleetPlan(
            url: target.url.webSocketAddress, clients: clients, connectRate: connectRate)
        plan.nodes =
            node.compactMap { ServerURL(parsing: $0)?.webSocketAddress }
            + target.nodes.map(\.webSocketAddress)
        plan.secure = tls.map { FleetPlan.Secure(url: $0, ca: ca, resumes: resumeTLS) }
        plan.topics = topics
        plan.perClient = perClient
        try await plan.carry(target.tokens.tokens(count: clients, as: .admin))
        plan.spreadsAddresses = spreadAddresses && target.url.isLoopback
        return plan
    }
}

extension FleetPlan {
    /// Gives each client its token; neighbours may have the same one.
    mutating func carry(_ tokens: [String]) {
        var distinct: [String] = []
        for token in tokens where token != distinct.last { distinct.append(token) }
        self.tokens = distinct
        // Given tokens come in turn, minted ones so many times each.
        clientsPerToken = tokens.prefix { $0 == tokens.first }.count
    }
}

/// Topics that nobody else uses, for the events of one run.
enum FreshTopics {
    /// Lossless topics: of agencies that do not exist.
    static func lossless(_ count: Int) -> [String] {
        (0..<count).map { _ in "agency:\(UniqueID.random())" }
    }
}

/// Rules for the numbers on a command line.
enum OptionRule {
    /// Throws unless `value` is within `range`, naming the option.
    static func check(
        _ name: String, _ value: Int, in range: ClosedRange<Int>
    ) throws(ValidationError) {
        guard range.contains(value) else {
            throw ValidationError(
                "--\(name) must be \(range.lowerBound) to \(range.upperBound), not \(value)")
        }
    }

    /// The same for a number with a fraction, which must be above 0.
    static func check(_ name: String, _ value: Double, upTo limit: Double) throws(ValidationError) {
        guard value > 0, value <= limit else {
            throw ValidationError("--\(name) must be above 0 and up to \(Int(limit)), not \(value)")
        }
    }
}
