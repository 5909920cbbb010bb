import Accounts
import Events
import Gateway
import Hub
import Wire

/// Answers requests by a closure.
struct ClosureHandler: HTTPHandler {
    let body: @Sendable (HTTPRequest) async -> HTTPResponse

    func respond(to request: HTTPRequest) async -> HTTPResponse { await body(request) }

    /// Answers with method, path and body.
    static let echo = ClosureHandler { request in
        let head = "\(request.method.rawValue) \(request.path) "
        return HTTPResponse(status: 200, body: Array(head.utf8) + request.body)
    }
}

/// Knows a token and a ticket, both "good".
struct FakeCredentials: CredentialResolver {
    static let user = Principal(
        userID: UniqueID(high: 1, low: 2), role: .customer,
        sessionID: UniqueID(high: 3, low: 4), expiresAt: Timestamp(seconds: 4_000_000_000))

    func principal(token: String) async throws(AuthenticationRefusal) -> Principal {
        try resolve(token)
    }

    func principal(ticket: String) async throws(AuthenticationRefusal) -> Principal {
        try resolve(ticket)
    }

    func isRevoked(_ principal: Principal) -> Bool { false }

    private func resolve(_ secret: String) throws(AuthenticationRefusal) -> Principal {
        switch secret {
        case "good": return Self.user
        case "old": throw .expired
        case "later": throw .unavailable
        default: throw .invalid
        }
    }
}

/// Holds nothing: whatever is asked for fails, and the hub has to live with it.
struct EmptyStore: SubscriptionRights, EventHistory, SnapshotSource {
    func followable(
        _ topics: [Topic], by _: Principal
    ) async throws(StoreFailure) -> Set<Topic> { Set(topics) }

    func head() async throws(StoreFailure) -> HistoryHead { throw .unavailable }

    func entries(after _: Int64, limit _: Int) async throws(StoreFailure) -> HistoryPage {
        throw .unavailable
    }

    func entries(
        on _: Topic, after _: Int64, limit _: Int
    ) async throws(StoreFailure) -> HistoryPage { throw .unavailable }

    func identity(at _: Int64) async throws(StoreFailure) -> String? { throw .unavailable }

    func snapshot(of topic: Topic) async throws(StoreFailure) -> Snapshot {
        Snapshot(
            head: HistoryHead(epoch: Server.epoch, head: Server.start, floor: 0),
            state: Array(#"{"of":"\#(topic)"}"#.utf8))
    }
}
