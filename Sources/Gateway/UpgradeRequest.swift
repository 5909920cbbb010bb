import Hub
import LiveProtocol
import Wire

/// A request to the WebSocket's path, checked as far as it can be without asking anybody.
struct UpgradeRequest: Equatable {
    let handshake: WebSocketHandshake
    let credential: RequestCredential
    /// What a client of `cloudevents.json` follows; nil for one that subscribes by messages.
    let following: SubscribeRequest?

    /// The subprotocol of clients that get CloudEvents and say nothing (CloudEvents WebSockets
    /// binding).
    static let cloudEvents = "cloudevents.json"

    /// Checks the credential's place, the handshake, and what the query asks for.
    init(
        checking request: HTTPRequest, subprotocols: [String], origins: Set<String>,
        deflate: PerMessageDeflate.Terms? = nil
    ) throws(GatewayProblem) {
        credential = try RequestCredential(of: request, origins: origins)
        do throws(WebSocketHandshakeError) {
            handshake = try WebSocketHandshake(
                checking: request, subprotocols: subprotocols, deflate: deflate)
        } catch {
            throw GatewayProblem(error)
        }
        following =
            try handshake.subprotocol == Self.cloudEvents
            ? FollowQuery.read(request.query, resumingFrom: "cursor") : nil
    }
}
