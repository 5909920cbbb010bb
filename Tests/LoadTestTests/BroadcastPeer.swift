import Net
import Wire

/// A plain WebSocket server on the test's loop that sends each text to all its clients.
///
/// The text `bye` makes it close with 4000, `cut` drop the connection, and `junk` break the protocol;
/// a POST is published too, and other HTTP requests are answered with 404.
final class BroadcastPeer {
    private let loop: EventLoop
    private let split: Bool
    private var sessions: [Session] = []

    /// Accepts on `listener` for as long as the loop runs; `split` sends byte by byte.
    init(_ listener: Int32, on loop: EventLoop, split: Bool = false) {
        self.loop = loop
        self.split = split
        _ = loop.watch(listener, .read) { [self] _ in
            if case .connection(let descriptor, _) = Socket.accept(listener) { serve(descriptor) }
        }
    }

    private func serve(_ descriptor: Int32) {
        let session = Session(descriptor, of: self)
        sessions.append(session)
        session.watch = loop.watch(descriptor, .read) { [loop] _ in
            let result = loop.read(descriptor) { session.received($0) }
            if result == .endOfStream { session.close() }
        }
    }

    private func publish(_ text: [UInt8]) {
        for session in sessions { session.say(WebSocketFrame.encode(.text, text)) }
    }

    private final class Session {
        private let descriptor: Int32
        private unowned let peer: BroadcastPeer
        var watch: Watch?
        private var parser = HTTPRequestParser()
        private var webSocket: WebSocketMachine?

        init(_ descriptor: Int32, of peer: BroadcastPeer) {
            self.descriptor = descriptor
            self.peer = peer
        }

        func received(_ bytes: borrowing Span<UInt8>) {
            var position = 0
            while webSocket == nil, let event = try? parser.next(bytes, at: &position) {
                if case .request(let request, _) = event { answer(request) }
            }
            while watch != nil, let action = webSocket?.next(bytes, at: &position) { take(action) }
        }

        /// Sends to a client whose WebSocket is open.
        func say(_ frame: [UInt8]) {
            guard webSocket != nil else { return }
            if peer.split {
                for byte in frame { write([byte]) }
            } else {
                write(frame)
            }
        }

        private func answer(_ request: HTTPRequest) {
            if let handshake = try? WebSocketHandshake(checking: request, subprotocols: []),
                request.path == "/sub"
            {
                write(handshake.response)
                webSocket = WebSocketMachine(role: .server, messageLimit: 1 << 16)
            } else if request.method == .post, request.path == "/pub" {
                peer.publish(request.body)
                write(HTTPResponse(status: 202))
            } else {
                write(HTTPResponse(status: 404))
            }
        }

        private func take(_ action: WebSocketMachine.Action) {
            switch action {
            case .text(let text):
                switch String(decoding: text, as: UTF8.self) {
                case "bye": say(WebSocketFrame.close(WebSocketCloseCode(rawValue: 4_000)))
                case "cut": close()
                case "junk": say([0xF1, 0x00])
                default: peer.publish(text)
                }
            case .close, .fail: close()
            case .binary, .ping, .pong: break
            }
        }

        private func write(_ response: HTTPResponse) {
            var bytes: [UInt8] = []
            response.write(to: &bytes, date: "Sat, 21 Nov 2026 09:00:00 GMT", isKeptAlive: true)
            write(bytes)
        }

        private func write(_ bytes: [UInt8]) {
            if watch != nil { _ = Socket.write(descriptor, bytes) }
        }

        func close() {
            guard let watch else { return }
            peer.loop.unwatch(watch)
            self.watch = nil
            FileDescriptor(owning: descriptor).close()
            peer.sessions.removeAll { $0 === self }
        }
    }
}
