import JSON
import LiveClient
import Net
import Wire

/// A WebSocket that keeps what comes until it is asked for. *(loop)*
final class ConversationSocket: ClientSocketOwner {
    /// What came.
    enum Incoming {
        case message(JSONValue)
        case closed(Int?)
        case refused(Int)
        case broken(String)
    }

    private let loop: EventLoop
    private let request: HTTPRequest
    private let handshake: WebSocketClientHandshake
    private var socket: ClientSocket?
    private var parser = HTTPResponseParser()
    private var machine: WebSocketMachine?
    private var incoming: [Incoming] = []
    private var waiter: CheckedContinuation<Incoming?, Never>?
    private var timer: Timer?

    init(
        to address: SocketAddress, host: String, fields: HTTPFields, on loop: EventLoop,
        tls: TLSDestination? = nil
    ) throws(SocketError) {
        self.loop = loop
        let nonce = (0..<16).map { _ in UInt8.random(in: .min ... .max) }
        handshake = WebSocketClientHandshake(nonce: nonce, subprotocols: ["flighthub.v1"])
        request = handshake.request(host: host, path: "/api/v1/ws", fields: fields)
        socket = try ClientSocket(to: address, on: loop, tls: tls, owner: self)
    }

    /// What comes next; nil when nothing did in time.
    func next(within limit: Duration) async -> Incoming? {
        await withCheckedContinuation { continuation in
            if !incoming.isEmpty { return continuation.resume(returning: incoming.removeFirst()) }
            if socket == nil { return continuation.resume(returning: nil) }
            waiter = continuation
            timer = loop.after(limit) { [self] in resume(nil) }
        }
    }

    func send(_ opcode: WebSocketOpcode, _ payload: [UInt8]) {
        socket?.write(WebSocketFrame.encode(opcode, payload, mask: Self.mask))
    }

    func close(_ code: Int) {
        let code = WebSocketCloseCode(rawValue: UInt16(code))
        if machine?.startClose() == true {
            socket?.write(WebSocketFrame.close(code, mask: Self.mask))
        }
    }

    /// Drops the connection.
    func drop() {
        socket?.close()
        socket = nil
        resume(nil)
    }

    private static var mask: WebSocketMask { WebSocketMask(random: .random(in: .min ... .max)) }

    private func resume(_ value: Incoming?) {
        guard let waiter else { return }
        self.waiter = nil
        if let timer { loop.cancel(timer) }
        waiter.resume(returning: value)
    }

    private func came(_ value: Incoming) {
        if waiter == nil { incoming.append(value) } else { resume(value) }
    }

    func socketConnected() {
        var bytes: [UInt8] = []
        request.write(to: &bytes)
        socket?.write(bytes)
    }

    func socketReceived(_ bytes: borrowing Span<UInt8>) {
        var position = 0
        if machine == nil {
            do {
                guard let response = try parser.next(bytes, at: &position) else { return }
                _ = try handshake.check(response)
                machine = WebSocketMachine(role: .client, messageLimit: 1 << 22)
            } catch WebSocketClientHandshakeError.refused(let response) {
                came(.refused(response.status))
                return drop()
            } catch {
                came(.broken("\(error)"))
                return drop()
            }
        }
        while let action = machine?.next(bytes, at: &position) { take(action) }
    }

    func socketEnded() {
        socket = nil
        came(.closed(nil))
    }

    private func take(_ action: WebSocketMachine.Action) {
        switch action {
        case .text(let text):
            if let value = try? JSONValue.parse(text) {
                came(.message(value))
            } else {
                came(.broken("a message that is not JSON"))
            }
        case .binary: came(.broken("a binary message"))
        case .ping(let payload): send(.pong, payload)
        case .pong: break
        case .close(let close, let answer):
            if answer { socket?.write(WebSocketFrame.close(close.code, mask: Self.mask)) }
            came(.closed(close.code.map { Int($0.rawValue) }))
            drop()
        case .fail(let failure, _):
            came(.broken(failure.message))
            drop()
        }
    }
}
