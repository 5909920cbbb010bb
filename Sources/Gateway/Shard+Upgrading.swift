import Accounts
import Hub
import Net
import Wire

extension Shard {
    /// Answers a request to the WebSocket's path: with 101, or with the reason why not.
    func upgrade(_ request: HTTPRequest, _ id: ConnectionID, isKeptAlive: Bool) async {
        do throws(GatewayProblem) {
            try checkAdmission()
            let upgrade = try UpgradeRequest(
                checking: request, subprotocols: configuration.subprotocols,
                origins: configuration.origins, deflate: configuration.compression.offered)
            let principal = try await self.principal(of: upgrade.credential)
            // It has no way to say later who it is.
            if upgrade.following != nil { try checkCredentials(principal) }
            open(id, upgrade, request, for: principal, isKeptAlive: isKeptAlive)
        } catch {
            counters.webSocketsRefused[error.code, default: 0] += 1
            answered(
                id, error.response(to: request), isKeptAlive: isKeptAlive,
                answersHead: request.method == .head)
        }
    }

    func checkAdmission() throws(GatewayProblem) {
        guard phase == .serving else { throw .draining }
        guard isLocated || isResponding else { throw .starting }
        guard admissions.take(1, of: configuration.admissionRate, now: loop.now) else {
            throw .busy
        }
    }

    /// Throws when nobody is not welcome.
    func checkCredentials(_ principal: Principal?) throws(GatewayProblem) {
        guard principal != nil || !configuration.requiresCredentials else { throw .anonymous }
    }

    func principal(
        of credential: RequestCredential
    ) async throws(GatewayProblem) -> Principal? {
        guard case .hub(let services) = services.webSocket else { return nil }
        do throws(AuthenticationRefusal) {
            switch credential {
            case .none: return nil
            case .token(let token):
                return try await services.credentials.principal(token: token)
            case .ticket(let ticket):
                return try await services.credentials.principal(ticket: ticket)
            }
        } catch {
            throw GatewayProblem(error)
        }
    }

    /// Turns the connection into a WebSocket; it may be gone, or may not be wanted any more.
    private func open(
        _ id: ConnectionID, _ upgrade: UpgradeRequest, _ request: HTTPRequest,
        for principal: Principal?, isKeptAlive: Bool
    ) {
        guard let connection = connections[id], let session = connection.http else { return }
        if let refusal = refusal(of: principal) {
            counters.webSocketsRefused[refusal.code, default: 0] += 1
            answered(
                id, refusal.response(to: request), isKeptAlive: isKeptAlive, answersHead: false)
            return
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256)
        upgrade.handshake.response.write(
            to: &bytes, date: date.text(at: services.clock()), isKeptAlive: true)
        send(bytes, to: connection)
        guard isOpen(connection) else {
            if let principal { ledger.release(user: principal.userID) }
            return
        }
        let socket = webSocket(upgrade.handshake)
        connection.mode = .webSocket(socket)
        counters.webSocketsOpened += 1
        armForLife(connection, isAnonymous: principal == nil)
        if let following = upgrade.following, !isResponding {
            connection.door = .cloudEvents
            hub.connected(id, principal: principal, following: following)
        } else if !isResponding {
            hub.connected(id, principal: principal)
        }
        settle()
        if !session.isParsing { goOn(connection, from: session, socket) }
    }

    private func webSocket(_ handshake: WebSocketHandshake) -> WebSocketSession {
        let session = WebSocketSession(
            machine: WebSocketMachine(
                role: .server, messageLimit: configuration.messageBytes,
                fragmentLimit: configuration.fragmentsPerMessage,
                isCompressible: handshake.deflate != nil))
        session.compression = handshake.deflate.map { compression.session($0) }
        return session
    }

    /// Why a connection of this user is not taken; nil counts it, until `leaveHub`.
    func refusal(of principal: Principal?) -> GatewayProblem? {
        guard phase == .serving else { return .draining }
        guard let principal else { return nil }
        if isRevoked(principal) { return GatewayProblem(AuthenticationRefusal.invalid) }
        return ledger.admit(user: principal.userID) ? nil : .tooManyOfUser
    }

    /// Takes the frames that came before the answer to the handshake.
    private func goOn(
        _ connection: Connection, from session: HTTPSession, _ socket: WebSocketSession
    ) {
        if session.peerEnded { return drop(connection) }
        watch(connection, connection.interest.union(.read))
        let ahead = session.ahead
        if !ahead.isEmpty { receive(ahead.span, from: 0, connection, socket) }
    }
}
