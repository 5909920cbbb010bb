import LiveClient
import Net
import Wire

/// A client's connection through the proxy: requests, then perhaps a WebSocket. *(loop)*
///
/// As the load test's clients do, a client sends a request when the one before it is answered.
final class ProxiedConnection {
    private let number: Int
    private let proxy: FaultyProxy
    private var client: AcceptedSocket?
    private var hub: ClientSocket?
    private var requests = HTTPRequestParser()
    private var responses: HTTPResponseParser
    /// The request that the hub has to answer.
    private var request: HTTPRequest?
    /// What the hub sends, once the handshake is done.
    private var webSocket: WebSocketMachine?

    init(_ descriptor: Int32, number: Int, to hub: SocketAddress, of proxy: FaultyProxy) {
        self.number = number
        self.proxy = proxy
        var limits = HTTPLimits()
        limits.bodyBytes = 20 << 20
        responses = HTTPResponseParser(limits: limits)
        client = AcceptedSocket(
            descriptor, on: proxy.loop, received: { [unowned self] in hear($0) },
            ended: { [unowned self] in end() })
        do {
            self.hub = try ClientSocket(to: hub, on: proxy.loop, owner: self)
        } catch {
            close()
        }
    }

    /// Ends both sides.
    func close() {
        client?.close()
        client = nil
        hub?.close()
        hub = nil
    }

    private func end() {
        close()
        proxy.assumeIsolated { [number] in $0.ended(number) }
    }

    // MARK: - From the client

    private func hear(_ bytes: borrowing Span<UInt8>) {
        guard webSocket == nil else {
            hub?.write(bytes.indices.map { bytes[$0] })
            return
        }
        var position = 0
        do {
            while let event = try requests.next(bytes, at: &position) {
                if case .request(let request, _) = event { forward(request) }
            }
        } catch {
            end()
        }
    }

    private func forward(_ request: HTTPRequest) {
        if let answer = proxy.assumeIsolated({ $0.answer(to: request) }) {
            write(answer)
            return
        }
        self.request = request
        var bytes: [UInt8] = []
        request.write(to: &bytes)
        hub?.write(bytes)
    }

    private func write(_ response: HTTPResponse) {
        var bytes: [UInt8] = []
        let isKeptAlive = !response.fields.contains("close", in: "Connection")
        response.write(to: &bytes, date: "Sat, 21 Nov 2026 09:00:00 GMT", isKeptAlive: isKeptAlive)
        client?.write(bytes)
    }
}

// MARK: - From the hub

extension ProxiedConnection: ClientSocketOwner {
    func socketConnected() {}

    func socketReceived(_ bytes: borrowing Span<UInt8>) {
        var position = 0
        do {
            while webSocket == nil, let response = try responses.next(bytes, at: &position) {
                answered(response)
            }
        } catch {
            return end()
        }
        while hub != nil, let action = webSocket?.next(bytes, at: &position) { pass(action) }
    }

    func socketEnded() {
        hub = nil
        end()
    }

    private func answered(_ response: HTTPResponse) {
        guard let request else { return end() }
        self.request = nil
        write(proxy.assumeIsolated { $0.response(response, to: request) })
        guard response.status == 101 else { return }
        webSocket = WebSocketMachine(role: .client, messageLimit: 4 << 20)
    }

    private func pass(_ action: WebSocketMachine.Action) {
        switch action {
        case .text(let text):
            let messages = proxy.assumeIsolated { [number] in $0.pass(text, on: number) }
            for message in messages { client?.write(WebSocketFrame.encode(.text, message)) }
        case .binary(let bytes): client?.write(WebSocketFrame.encode(.binary, bytes))
        case .ping(let bytes): client?.write(WebSocketFrame.encode(.ping, bytes))
        case .pong(let bytes): client?.write(WebSocketFrame.encode(.pong, bytes))
        case .close(let close, _):
            client?.write(WebSocketFrame.close(close.code, reason: close.reason))
            end()
        case .fail: end()
        }
    }
}
