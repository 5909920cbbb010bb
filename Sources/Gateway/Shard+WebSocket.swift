import Accounts
import Hub
import LiveProtocol
import Net
import Wire

extension Shard {
    /// Takes frames.
    func receive(
        _ bytes: Span<UInt8>, from start: Int, _ connection: Connection,
        _ session: WebSocketSession
    ) {
        var position = start
        while isOpen(connection) {
            let action = session.machine.next(
                bytes, at: &position, inflating: session.compression?.inflater)
            guard charge(connection, session) else { break }
            guard let action else { break }
            perform(action, connection, session)
        }
    }

    /// Charges the budget for the frames that came; closes with 4429 when it is spent.
    private func charge(_ connection: Connection, _ session: WebSocketSession) -> Bool {
        let count = Int(session.machine.frameCount &- session.chargedFrames)
        guard count > 0 else { return true }
        session.chargedFrames = session.machine.frameCount
        counters.framesReceived += count
        guard session.machine.state != .open || takes(count, session) else {
            counters.refusedFrames(for: .tooManyFrames)
            close(connection, .tooSlow, reason: "too many frames")
            return false
        }
        return true
    }

    private func takes(_ count: Int, _ session: WebSocketSession) -> Bool {
        session.frames.take(count, of: configuration.frameRate, now: loop.now)
    }

    private func perform(
        _ action: WebSocketMachine.Action, _ connection: Connection, _ session: WebSocketSession
    ) {
        switch action {
        case .text(let text): received(.text(text), from: connection)
        case .binary(let bytes): received(.binary(bytes), from: connection)
        case .ping(let payload): pong(payload, connection, session)
        case .pong:
            // Who has taken nothing since the last ping has not seen it.
            if !connection.isBlocked || connection.hasMoved { session.unansweredPings = 0 }
        case .close(let close, let answer):
            if answer { counters.closedByClient(close.code?.rawValue) }
            if answer { send(WebSocketFrame.close(close.code), to: connection) }
            leave(connection)
        case .fail(let failure, let answer):
            // Without an answer it is closed already, for another reason.
            if answer {
                counters.framesRefused[failure.rawValue, default: 0] += 1
                counters.closes[failure.closeCode.rawValue, default: 0] += 1
                send(
                    WebSocketFrame.close(failure.closeCode, reason: failure.message),
                    to: connection)
            }
            leave(connection)
        }
    }

    /// Answers a ping, at once or when the socket has room again.
    ///
    /// Of the pings that wait for room only the last is answered (RFC 6455 section 5.5.3): so who
    /// pings and never reads makes nothing pile up.
    private func pong(
        _ payload: [UInt8], _ connection: Connection, _ session: WebSocketSession
    ) {
        guard !connection.isBlocked else {
            session.owedPong = payload
            return
        }
        send(WebSocketFrame.encode(.pong, payload), to: connection)
    }

    /// Answers the last of the pings that came while the socket was full.
    func payPong(_ connection: Connection, _ session: WebSocketSession) {
        guard let payload = session.owedPong else { return }
        session.owedPong = nil
        guard session.machine.state == .open else { return }
        send(WebSocketFrame.encode(.pong, payload), to: connection)
    }

    private func received(_ message: WebSocketMessage, from connection: Connection) {
        switch (services.webSocket, message) {
        case (.hub, _) where connection.door == .cloudEvents:
            close(connection, .policyViolation, reason: "this subprotocol is for listening only")
        case (.hub, .text(let text)):
            hub.received(text, from: connection.id)
            settle()
            pauseIfUnread(connection)
        case (.hub, .binary):
            counters.refusedFrames(for: .binaryMessage)
            close(connection, .unsupportedData, reason: "messages are text")
        case (.responder(let responder), _):
            switch responder.respond(to: message) {
            case .text(let text)?: send(.text, text, to: connection)
            case .binary(let bytes)?: send(.binary, bytes, to: connection)
            case nil: break
            }
        }
    }

    /// Who leaves many answers unread is not read from until it takes them, so that they cannot pile
    /// up: each may be ten times as long as what asks for it.
    private func pauseIfUnread(_ connection: Connection) {
        guard hub.leavesAnswers(connection.id) else { return }
        watch(connection, connection.interest.subtracting(.read))
    }

    /// Whether somebody else than the hub speaks behind the WebSockets.
    var isResponding: Bool {
        if case .responder = services.webSocket { true } else { false }
    }

    /// Begins the closing handshake; nothing is sent after it.
    func close(_ connection: Connection, _ code: CloseCode, reason: String = "") {
        guard let session = connection.webSocket, session.machine.startClose() else { return }
        counters.closes[code.rawValue, default: 0] += 1
        let code = WebSocketCloseCode(rawValue: code.rawValue)
        send(WebSocketFrame.close(code, reason: reason), to: connection)
        leaveHub(connection)
        arm(connection, .close)
    }

    /// Sends a ping, or gives up on a client that answered none of two.
    func beat(_ connection: Connection) {
        if case .eventStream = connection.mode { return comment(connection) }
        guard let session = connection.webSocket else { return }
        // Who is not read from cannot be heard to answer: that it takes something has to do.
        let isPaused = !connection.interest.contains(.read)
        if isPaused, connection.hasMoved { session.unansweredPings = 0 }
        guard session.unansweredPings < 2 else {
            counters.timeouts[.heartbeat, default: 0] += 1
            close(connection, .timedOut, reason: "no answer to pings")
            return
        }
        session.unansweredPings += 1
        connection.hasMoved = false
        send(WebSocketFrame.encode(.ping, []), to: connection)
        arm(connection, .heartbeat)
    }

    /// Takes the connection out of the hub and off its user's count: who is somebody to the hub
    /// is counted.
    func leaveHub(_ connection: Connection) {
        let user = hub.principal(of: connection.id)?.userID
        hub.disconnected(connection.id)
        if let user { ledger.release(user: user) }
    }
}
