import JSON
import LiveProtocol
import Testing
import Wire

extension TestClient {
    /// Sends a handshake and returns the answer.
    func handshake(
        query: String = "", fields: HTTPFields = [:], host: String = "localhost",
        subprotocols: [String] = ["flighthub.v1"]
    ) async throws -> HTTPResponse? {
        await send(
            Self.handshake(query: query, fields: fields, host: host, subprotocols: subprotocols))
        return try await response()
    }

    /// The request that opens a WebSocket.
    static func handshake(
        query: String = "", fields: HTTPFields = [:], host: String = "localhost",
        subprotocols: [String] = ["flighthub.v1"]
    ) -> String {
        let handshake = WebSocketClientHandshake(
            nonce: [UInt8](repeating: 7, count: 16), subprotocols: subprotocols)
        var bytes: [UInt8] = []
        handshake.request(host: host, path: "/api/v1/ws", query: query, fields: fields)
            .write(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Opens a WebSocket and takes its `welcome`; from then on it may answer pings by itself.
    func open(
        fields: HTTPFields = [:], answeringPings: Bool = false
    ) async throws -> ServerMessage? {
        let response = try await handshake(fields: fields)
        if answeringPings { answerPings() }
        #expect(response?.status == 101)
        #expect(response?.fields["Sec-WebSocket-Protocol"] == "flighthub.v1")
        return try await message()
    }

    /// Sends a frame, masked.
    func send(_ opcode: WebSocketOpcode, _ payload: [UInt8], isFinal: Bool = true) async {
        await send(
            WebSocketFrame.encode(
                opcode, payload, isFinal: isFinal, mask: WebSocketMask(random: 0x5AC3_0F91)))
    }

    /// Sends a text message.
    func say(_ text: String) async { await send(.text, Array(text.utf8)) }

    /// The next message of the server; pings are answered, and quiet topics' marks passed over.
    func message() async throws -> ServerMessage? {
        while let action = await action() {
            switch action {
            case .text(let text):
                let message = try ServerMessage.decode(text)
                if case .mark(_, nil) = message { continue }
                return message
            case .ping(let payload): await send(.pong, payload)
            case .close, .binary, .pong, .fail:
                Issue.record("a message was expected, a control frame or a failure came")
                return nil
            }
        }
        return nil
    }

    /// The close frame that ends the connection; whatever comes before it is passed over.
    func closeCode() async -> UInt16? {
        while let action = await action() {
            if case .close(let close, _) = action { return close.code?.rawValue }
        }
        return nil
    }
}
