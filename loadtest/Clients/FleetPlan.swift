import Net

/// What a fleet of clients does: how many, how they connect, what they follow and how they behave.
struct FleetPlan: Codable, Sendable, Equatable {
    /// What the clients speak.
    enum Kind: String, Codable, Sendable {
        /// The hub's protocol, with resuming and checks.
        case hub
        /// Plain texts, of a server that echoes each to all its clients.
        case broadcast
    }

    /// Which fleet of the run it is, from 0.
    var id = 0
    var kind = Kind.hub
    /// `http://host:port`, with the path of the WebSocket where it is not the hub's.
    var url: String
    /// More nodes of the same hub; the clients take all of them in turn.
    var nodes: [String] = []
    /// Whether a client that has lost its node goes to the next one, as behind a balancer.
    var failsOver = false
    /// Where the clients connect by TLS instead.
    var secure: Secure?
    var clients: Int
    /// The number of the first, over all workers: it decides its topics, address and token.
    var firstClient = 0
    /// Connections begun a second.
    var connectRate: Double
    /// What is followed; client i follows `perClient` of them from `i * perClient` on.
    var topics: [String] = []
    var perClient = 0
    /// Whether topics may begin with a snapshot.
    var takesSnapshot = false
    /// All different; without any the clients are anonymous.
    var tokens: [String] = []
    /// Neighbours that share a token.
    var clientsPerToken = 1
    /// Whether each client connects from an address of its own in 127.0.0.0/8.
    var spreadsAddresses = false
    var slow: Slow?
    var churn: Churn?
    /// Whether the clients hold the seats of `seats:` topics, to be compared with the truth.
    var keepsViews = false

    /// Whether tallies tell of deliveries by when they were committed.
    var tellsCommitTimes = false

    /// A server that speaks TLS.
    struct Secure: Codable, Sendable, Equatable {
        var url: String
        /// A file with the authority to trust; without it those that the system trusts.
        var ca: String?
        /// Whether the clients of a process resume each other's sessions.
        var resumes: Bool

        func client() throws -> TLSClient {
            try TLSClient(ca.map { .file($0) } ?? .system, resumes: resumes)
        }
    }

    /// Some of the clients read slowly.
    struct Slow: Codable, Sendable, Equatable {
        /// Each client whose number is a multiple of it.
        var each: Int
        var bytesPerSecond: Int
    }

    /// Clients lose their connection at random, and come back.
    struct Churn: Codable, Sendable, Equatable {
        /// The mean of an exponential distribution.
        var meanLifetimeSeconds: Double
    }

    /// The part of worker `index` of `count`.
    func part(_ index: Int, of count: Int) -> FleetPlan {
        var part = self
        let begin = clients * index / count
        part.clients = clients * (index + 1) / count - begin
        part.firstClient = firstClient + begin
        part.connectRate = connectRate / Double(count)
        return part
    }

    /// The indices in `topics` that the client with this number follows, over all workers.
    func topicIndices(of client: Int) -> [Int] {
        guard !topics.isEmpty else { return [] }
        return (0..<min(perClient, topics.count)).map { (client * perClient + $0) % topics.count }
    }

    /// The addresses of all nodes, as the clients find them.
    var urls: [String] { secure.map { [$0.url] } ?? [url] + nodes }

    /// The index in `tokens` of the one that the client with this number carries; nil without any.
    func tokenIndex(of client: Int) -> Int? {
        tokens.isEmpty ? nil : (client / clientsPerToken) % tokens.count
    }

    /// Whether the client with this number reads slowly.
    func isSlow(_ client: Int) -> Bool {
        guard let slow else { return false }
        return client % slow.each == 0
    }
}
