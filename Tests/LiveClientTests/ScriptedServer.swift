import LiveClient
import LiveProtocol
import Net
import Wire

/// A server on the test's loop that answers every text message as its script says.
final class ScriptedServer {
    /// What it does in answer to a message.
    enum Reply: Sendable {
        case say(ServerMessage)
        case ping
        case close(UInt16)
        case cut
    }

    /// The replies to a message of the connection with this number, from 0; nil stands for the
    /// moment after the handshake, and "pong" for a pong.
    typealias Script = @Sendable (_ connection: Int, _ text: String?) -> [Reply]

    private let loop: EventLoop
    private let script: Script
    /// The answers to the first handshakes, instead of 101.
    private let refusals: [HTTPResponse]
    private var count = 0

    /// Accepts on `listener` for as long as the loop runs.
    init(
        _ listener: Int32, on loop: EventLoop, refusals: [HTTPResponse] = [],
        script: @escaping Script
    ) {
        self.loop = loop
        self.script = script
        self.refusals = refusals
        _ = loop.watch(listener, .read) { [self] _ in
            if case .connection(let descriptor, _) = Socket.accept(listener) { serve(descriptor) }
        }
    }

    private func serve(_ descriptor: Int32) {
        let number = count
        count += 1
        let session = Session(descriptor, number: number, server: self)
        session.watch = loop.watch(descriptor, .read) { [loop] _ in
            let result = loop.read(descriptor) { session.received($0) }
            if result == .endOfStream { session.close() }
        }
    }

    private final class Session {
        let descriptor: Int32
        let number: Int
        let server: ScriptedServer
        var watch: Watch?
        private var parser = HTTPRequestParser()
        private var webSocket: WebSocketMachine?

        init(_ descriptor: Int32, number: Int, server: ScriptedServer) {
            self.descriptor = descriptor
            self.number = number
            self.server = server
        }

        func received(_ bytes: borrowing Span<UInt8>) {
            var position = 0
            if webSocket == nil {
                while let event = try? parser.next(bytes, at: &position) {
                    if case .request(let request, _) = event { answer(request) }
                    if webSocket != nil { break }
                }
            }
            while watch != nil, let action = webSocket?.next(bytes, at: &position) { take(action) }
        }

        private func answer(_ request: HTTPRequest) {
            guard number >= server.refusals.count else {
                return write(server.refusals[number])
            }
            guard
                let handshake = try? WebSocketHandshake(
                    checking: request, subprotocols: ["flighthub.v1"])
            else {
                let echo = "\(request.method.rawValue) \(request.path) #\(number)"
                return write(HTTPResponse(status: 200, body: Array(echo.utf8) + request.body))
            }
            write(handshake.response)
            webSocket = WebSocketMachine(role: .server, messageLimit: 1 << 16)
            perform(server.script(number, nil))
        }

        private func take(_ action: WebSocketMachine.Action) {
            switch action {
            case .text(let text):
                perform(server.script(number, String(decoding: text, as: UTF8.self)))
            case .pong: perform(server.script(number, "pong"))
            case .close, .fail: close()
            case .binary, .ping: break
            }
        }

        private func perform(_ replies: [Reply]) {
            for reply in replies {
                switch reply {
                case .say(let message): write(WebSocketFrame.encode(.text, message.encoded()))
                case .ping: write(WebSocketFrame.encode(.ping, [1, 2]))
                case .close(let code):
                    write(WebSocketFrame.close(WebSocketCloseCode(rawValue: code)))
                    close()
                case .cut: close()
                }
            }
        }

        private func write(_ response: HTTPResponse) {
            var bytes: [UInt8] = []
            response.write(
                to: &bytes, date: "Sat, 21 Nov 2026 09:00:00 GMT",
                isKeptAlive: response.status != 401)
            write(bytes)
        }

        private func write(_ bytes: [UInt8]) {
            if watch != nil { _ = Socket.write(descriptor, bytes) }
        }

        func close() {
            guard let watch else { return }
            server.loop.unwatch(watch)
            self.watch = nil
            FileDescriptor(owning: descriptor).close()
        }
    }
}

/// Hears a connection's actions on the loop, and hands them to the test.
final class ActionRecorder: LiveConnectionListener {
    private let continuation: AsyncStream<ClientAction>.Continuation

    private let told: (LiveConnection) -> Void

    init(
        _ continuation: AsyncStream<ClientAction>.Continuation,
        told: @escaping (LiveConnection) -> Void = { _ in }
    ) {
        self.continuation = continuation
        self.told = told
    }

    func connection(_ connection: LiveConnection, did action: ClientAction) {
        continuation.yield(action)
        told(connection)
        if case .ended = action { continuation.finish() }
    }
}
