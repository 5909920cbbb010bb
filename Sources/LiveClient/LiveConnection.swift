package import Events
import LiveProtocol
package import Net
package import Wire

/// Hears what a live connection brings; called on its loop, in order.
package protocol LiveConnectionListener: AnyObject {
    /// Everything but what the connection does itself (`connect`, `disconnect`, `send`).
    func connection(_ connection: LiveConnection, did action: ClientAction)
}

/// A client of the hub on an event loop: a client machine, a WebSocket and a socket.
///
/// It reconnects by itself until `ended` is heard. *(loop)* All of it is used on the loop's thread.
/// While it is idle it owns no buffer; its listener is kept alive until the end.
package final class LiveConnection {
    /// Where to connect, and with what.
    package struct Endpoint: Sendable {
        /// The resolved address.
        package var address: SocketAddress
        /// The `Host` field.
        package var host: String
        /// The path of the WebSocket.
        package var path: String
        /// More fields of the handshake: `Authorization`.
        package var fields: HTTPFields
        /// The server to find by TLS; nil speaks plainly.
        package var tls: TLSDestination?
        /// How long connecting and the handshake may take together.
        package var timeout: Duration = .seconds(10)
        /// The address to connect from; one that the system picks when nil.
        package var source: SocketAddress?
        /// Bytes a second that are read at most; nil for as many as come.
        package var readRate: Int?
        /// The largest message taken from the server; a snapshot of a full seat map has 100 KiB.
        package var messageLimit = 4 << 20

        /// An endpoint at `address`.
        package init(
            address: SocketAddress, host: String, path: String = "/api/v1/ws",
            fields: HTTPFields = [:], tls: TLSDestination? = nil
        ) {
            self.tls = tls
            self.address = address
            self.host = host
            self.path = path
            self.fields = fields
        }
    }

    let loop: EventLoop
    private var endpoint: Endpoint
    /// Shared by the connections of a loop that get the same messages.
    private let memo: ServerMessageMemo?
    private var machine: ClientMachine
    private var listener: (any LiveConnectionListener)?
    private var socket: ClientSocket?
    /// Why nobody was reached, or why TLS failed, when it was last tried; nil when that is not known.
    package private(set) var trouble: String?
    /// The opening handshake, until it is done.
    private var handshake: (request: WebSocketClientHandshake, parser: HTTPResponseParser)?
    private var webSocket: WebSocketMachine
    /// The delay before connecting, the limit of the handshake, or the next tick.
    private var timer: Timer?
    private var hold = Hold.none
    /// How long it was to stay away when it last lost a connection that stood.
    package private(set) var assignedPause: Duration = .zero
    private var stoodSincePause = true

    /// Whether it may connect.
    private enum Hold {
        case none
        /// Not before `comeBack`; whether it is due to connect then.
        case held(isDue: Bool)
    }

    /// A connection that begins with `start`.
    ///
    /// Many connections on one loop that follow the same topics share a `memo`.
    package init(
        to endpoint: Endpoint, on loop: EventLoop, machine: ClientMachine,
        memo: ServerMessageMemo? = nil, listener: any LiveConnectionListener
    ) {
        self.memo = memo
        self.loop = loop
        self.endpoint = endpoint
        self.machine = machine
        self.listener = listener
        webSocket = WebSocketMachine(role: .client, messageLimit: endpoint.messageLimit)
    }

    /// *(loop)* Connects.
    package func start() {
        machine.start()
        perform()
    }

    /// *(loop)* Ends it; `ended` is heard before this returns.
    package func stop() {
        machine.stop()
        perform()
        if case .held = hold { hold = .none }
        if socket == nil { ended(.lost) }
    }

    /// *(loop)* Follows topics, as `ClientMachine.follow` says.
    package func follow(
        _ topics: [String], from cursor: Cursor? = nil,
        options: SubscriptionOptions = SubscriptionOptions()
    ) {
        machine.follow(topics, from: cursor, options: options)
        perform()
    }

    /// *(loop)* Gives a topic up.
    package func leave(_ topic: String) {
        machine.leave(topic)
        perform()
    }

    /// *(loop)* Drops the connection as a broken network does; it comes back by itself.
    package func cut() {
        if socket != nil { ended(.lost) }
    }

    /// *(loop)* Drops the connection as `cut` does, and stays away until `comeBack`.
    package func stayAway() {
        guard case .none = hold else { return }
        hold = .held(isDue: socket == nil && timer != nil)
        if socket == nil { replaceTimer(nil) } else { ended(.lost) }
    }

    /// *(loop)* Ends `stayAway`: connects at once.
    package func comeBack() {
        guard case .held(let isDue) = hold else { return }
        hold = .none
        if isDue { connect() }
    }

    /// *(loop)* Connects to another node of the same hub from the next attempt on.
    package func move(to address: SocketAddress, host: String) {
        endpoint.address = address
        endpoint.host = host
    }

    /// *(loop)* Changes how many bytes a second are read at most, now and after a reconnect.
    package func setReadRate(_ rate: Int?) {
        endpoint.readRate = rate
        socket?.setReadRate(rate)
    }

    /// *(loop)* Whether every topic that is followed has its subscription standing.
    package var isLive: Bool { machine.isLive }

    private var now: Duration { loop.now - MonotonicTime(nanoseconds: 0) }

    private func perform() {
        for action in machine.takeActions() {
            switch action {
            case .connect(let delay): pauseOver(delay)
            case .send(let message): send(.text, message.encoded())
            case .disconnect: disconnect()
            case .ended:
                // Comes once, and last, also to one that ends the connection when it hears it.
                let last = listener
                listener = nil
                last?.connection(self, did: action)
            default: listener?.connection(self, did: action)
            }
            if case .welcomed = action { stoodSincePause = true }
        }
    }

    private func pauseOver(_ delay: Duration) {
        if stoodSincePause { assignedPause = delay }
        stoodSincePause = false
        switch hold {
        case .none: wait(delay)
        case .held: hold = .held(isDue: true)
        }
    }

    private func replaceTimer(_ delay: Duration?, _ callback: @escaping () -> Void = {}) {
        if let timer { loop.cancel(timer) }
        timer = delay.map { loop.after($0, callback) }
    }

    private func wait(_ delay: Duration) {
        if delay == .zero { connect() } else { replaceTimer(delay) { [self] in connect() } }
    }

    private func connect() {
        trouble = nil
        replaceTimer(endpoint.timeout) { [self] in
            trouble = "no answer for \(endpoint.timeout.components.seconds) s"
            ended(.lost)
        }
        do throws(SocketError) {
            socket = try ClientSocket(
                to: endpoint.address, from: endpoint.source, on: loop,
                readRate: endpoint.readRate, tls: endpoint.tls, owner: self)
        } catch {
            trouble = error.description
            // Never from within the caller's turn of actions.
            replaceTimer(.zero) { [self] in ended(.lost) }
        }
    }

    private func tick() {
        replaceTimer(Self.tickInterval) { [self] in
            machine.tick(now: now)
            tick()
            perform()
        }
    }

    private func send(_ opcode: WebSocketOpcode, _ payload: [UInt8]) {
        let mask = WebSocketMask(random: .random(in: .min ... .max))
        socket?.write(WebSocketFrame.encode(opcode, payload, mask: mask))
    }

    private func disconnect() {
        if handshake == nil, webSocket.startClose() {
            let mask = WebSocketMask(random: .random(in: .min ... .max))
            socket?.write(WebSocketFrame.close(.normal, mask: mask))
        }
        ended(.lost)
    }

    private func ended(_ end: ClientEnd) {
        replaceTimer(nil)
        socket?.close()
        socket = nil
        handshake = nil
        machine.closed(end, now: now)
        perform()
    }

    private static let tickInterval: Duration = .seconds(1)
}

// MARK: - What the socket says

extension LiveConnection: ClientSocketOwner {
    /// Called by the socket.
    package func socketConnected() {
        let nonce = (0..<16).map { _ in UInt8.random(in: .min ... .max) }
        let request = WebSocketClientHandshake(nonce: nonce, subprotocols: ["flighthub.v1"])
        handshake = (request, HTTPResponseParser())
        webSocket = WebSocketMachine(role: .client, messageLimit: endpoint.messageLimit)
        var bytes: [UInt8] = []
        request.request(host: endpoint.host, path: endpoint.path, fields: endpoint.fields)
            .write(to: &bytes)
        socket?.write(bytes)
    }

    /// Called by the socket.
    package func socketReceived(_ bytes: borrowing Span<UInt8>) {
        var position = 0
        if handshake != nil {
            guard upgrade(bytes, &position) else { return }
        }
        while socket != nil {
            if let events = known(bytes, &position) {
                machine.received(events, now: now)
            } else if let action = webSocket.next(bytes, at: &position) {
                take(action)
            } else {
                break
            }
        }
        // Together: who gets many at once has their listener look at them in one go.
        perform()
    }

    /// Called by the socket.
    package func socketEnded() {
        trouble = socket?.failure?.description ?? socket?.connectError?.description
        socket = nil
        ended(.lost)
    }

    /// Whether the handshake is done.
    private func upgrade(_ bytes: borrowing Span<UInt8>, _ position: inout Int) -> Bool {
        guard var handshake else { return true }
        do {
            guard let response = try handshake.parser.next(bytes, at: &position) else {
                self.handshake = handshake
                return false
            }
            _ = try handshake.request.check(response)
        } catch WebSocketClientHandshakeError.refused(let response) {
            let seconds = response.fields["Retry-After"].flatMap { Int($0) }
            ended(.refused(status: response.status, retryAfter: seconds.map { .seconds($0) }))
            return false
        } catch {
            ended(.lost)
            return false
        }
        self.handshake = nil
        tick()
        machine.opened(now: now)
        perform()
        return true
    }

    private func take(_ action: WebSocketMachine.Action) {
        switch action {
        case .text(let text): received(text)
        case .binary: break
        case .ping(let payload):
            send(.pong, payload)
            machine.heard(now: now)
        case .pong: machine.heard(now: now)
        case .close(let close, let answer):
            if answer { sendClose(close.code) }
            ended(.closed(close.code?.rawValue))
        case .fail(let failure, let answer):
            if answer { sendClose(failure.closeCode) }
            ended(.lost)
        }
    }

    /// Events that others on the loop got as well, if their frames stand here.
    private func known(_ bytes: borrowing Span<UInt8>, _ position: inout Int) -> EventRun? {
        guard let memo, webSocket.state == .open, !webSocket.isPartial else { return nil }
        return memo.events(in: bytes, at: &position)
    }

    private func received(_ text: [UInt8]) {
        guard let memo else { return machine.received(text, now: now) }
        do throws(ServerMessageError) {
            if let message = try memo.decode(text) { machine.received(message, now: now) }
        } catch {
            machine.unreadable(error)
        }
    }

    private func sendClose(_ code: WebSocketCloseCode?) {
        let mask = WebSocketMask(random: .random(in: .min ... .max))
        socket?.write(WebSocketFrame.close(code, mask: mask))
    }
}
