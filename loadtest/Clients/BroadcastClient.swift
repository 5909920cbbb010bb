import LiveClient
import Net
import Wire

/// Hears what becomes of a broadcast client; called on its loop, in order.
protocol BroadcastClientListener: AnyObject {
    /// The WebSocket is open.
    func connected(_ client: BroadcastClient)
    /// Texts came, one at least.
    func received(_ texts: [[UInt8]], by client: BroadcastClient)
    /// The connection, or the attempt at one, is over; comes once, and last.
    func ended(_ client: BroadcastClient, _ end: ClientEnd)
}

/// A client of a plain WebSocket server that sends each text to all its clients.
///
/// *(loop)* It connects once and has no timers: how long anything may take is for its owner to say,
/// who calls `close`. Many share one listener, which is kept alive until the end. While it is idle
/// it owns no buffer.
final class BroadcastClient {
    /// The owner's number for it.
    let number: Int
    private var listener: (any BroadcastClientListener)?
    /// Shared by the clients of a loop that get the same texts.
    private let reads: BroadcastReads?
    private var socket: ClientSocket?
    /// The opening handshake, until it is done.
    private var handshake: Handshake?
    private var webSocket: WebSocketMachine

    private struct Handshake {
        let request: WebSocketClientHandshake
        let bytes: [UInt8]
        var parser = HTTPResponseParser()

        init(to endpoint: LiveConnection.Endpoint) {
            // Two calls of the kernel instead of sixteen.
            let nonce = [UInt64.random(in: .min ... .max), .random(in: .min ... .max)]
                .flatMap { number in (0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) } }
            request = WebSocketClientHandshake(nonce: nonce, subprotocols: [])
            var bytes: [UInt8] = []
            request.request(host: endpoint.host, path: endpoint.path, fields: endpoint.fields)
                .write(to: &bytes)
            self.bytes = bytes
        }
    }

    /// Begins to connect; the listener hears how it went, never from within this call.
    init(
        to endpoint: LiveConnection.Endpoint, on loop: EventLoop, number: Int = 0,
        reads: BroadcastReads? = nil, listener: any BroadcastClientListener
    ) throws(SocketError) {
        self.number = number
        self.reads = reads
        self.listener = listener
        handshake = Handshake(to: endpoint)
        webSocket = WebSocketMachine(role: .client, messageLimit: endpoint.messageLimit)
        socket = try ClientSocket(
            to: endpoint.address, from: endpoint.source, on: loop, owner: self)
    }

    /// Whether texts can be sent.
    var isOpen: Bool { socket != nil && handshake == nil }

    /// Sends a text at the end of this turn; false, and nothing is sent, when it is not open.
    func send(_ text: [UInt8]) -> Bool {
        guard isOpen else { return false }
        write(WebSocketFrame.encode(.text, text, mask: .random))
        return true
    }

    /// Says goodbye, if there is a server to hear it, and closes without a word to the listener.
    func close() {
        if isOpen, webSocket.startClose() {
            write(WebSocketFrame.close(.normal, mask: .random))
        }
        shut()
    }

    private func write(_ bytes: [UInt8]) { socket?.write(bytes) }

    private func shut() {
        socket?.close()
        socket = nil
        handshake = nil
        listener = nil
    }

    private func ended(_ end: ClientEnd) {
        let listener = listener
        shut()
        listener?.ended(self, end)
    }
}

// MARK: - What the socket says

extension BroadcastClient: ClientSocketOwner {
    /// Called by the socket.
    func socketConnected() {
        if let handshake { write(handshake.bytes) }
    }

    /// Called by the socket.
    func socketReceived(_ bytes: borrowing Span<UInt8>) {
        var position = 0
        if handshake != nil {
            guard upgrade(bytes, &position) else { return }
        }
        let start = position
        let isWhole = webSocket.state == .open && !webSocket.isPartial
        if isWhole, let texts = reads?.texts(in: bytes, from: start) {
            listener?.received(texts, by: self)
            return
        }
        let texts = read(bytes, &position)
        guard let texts, !texts.isEmpty else { return }
        if isWhole, !webSocket.isPartial { reads?.keep(bytes, from: start, as: texts) }
        listener?.received(texts, by: self)
    }

    /// The texts that came; nil when something else came as well, and they are handed out already.
    private func read(_ bytes: borrowing Span<UInt8>, _ position: inout Int) -> [[UInt8]]? {
        var texts: [[UInt8]] = []
        var isOnlyTexts = true
        while socket != nil, let action = webSocket.next(bytes, at: &position) {
            if case .text(let text) = action {
                texts.append(text)
                continue
            }
            isOnlyTexts = false
            if !texts.isEmpty { listener?.received(texts, by: self) }
            texts = []
            take(action)
        }
        if isOnlyTexts { return texts }
        if !texts.isEmpty { listener?.received(texts, by: self) }
        return nil
    }

    /// Called by the socket.
    func socketEnded() { ended(.lost) }

    /// Whether the handshake is done.
    private func upgrade(_ bytes: borrowing Span<UInt8>, _ position: inout Int) -> Bool {
        do {
            guard let response = try handshake?.parser.next(bytes, at: &position) else {
                return false
            }
            _ = try handshake?.request.check(response)
        } catch WebSocketClientHandshakeError.refused(let response) {
            ended(.refused(status: response.status, retryAfter: nil))
            return false
        } catch {
            ended(.lost)
            return false
        }
        handshake = nil
        listener?.connected(self)
        return true
    }

    private func take(_ action: WebSocketMachine.Action) {
        switch action {
        case .text, .binary, .pong: break
        case .ping(let payload): write(WebSocketFrame.encode(.pong, payload, mask: .random))
        case .close(let close, let answer):
            if answer { write(WebSocketFrame.close(close.code, mask: .random)) }
            ended(.closed(close.code?.rawValue))
        case .fail(let failure, let answer):
            if answer { write(WebSocketFrame.close(failure.closeCode, mask: .random)) }
            ended(.lost)
        }
    }
}

extension WebSocketMask {
    /// A mask that nobody can foresee.
    fileprivate static var random: WebSocketMask {
        WebSocketMask(random: UInt32.random(in: .min ... .max))
    }
}
