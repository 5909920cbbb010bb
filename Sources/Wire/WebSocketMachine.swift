/// One end of a WebSocket after its handshake: bytes in, actions out (RFC 6455 sections 5 to 7).
///
/// It assembles messages, checks what must be checked, and knows how far the closing handshake is;
/// writing frames is the caller's. Between messages it owns no buffer.
package struct WebSocketMachine: Sendable {
    /// Which end this is: a server takes masked frames, a client unmasked ones.
    package enum Role: Sendable {
        case server, client
    }

    /// What the peer's bytes ask for.
    package enum Action: Sendable, Equatable {
        /// A whole message of valid UTF-8.
        case text([UInt8])
        /// A whole message.
        case binary([UInt8])
        /// To be answered by a pong with the same payload.
        case ping([UInt8])
        /// The answer to a ping, or a sign of life without one.
        case pong([UInt8])
        /// The peer's close frame; with `answer`, a close frame of the same code is to be sent.
        /// After it the connection is to be shut, by the server first.
        case close(WebSocketClose, answer: Bool)
        /// The peer broke a rule: with `answer`, a close frame with the failure's code is to be
        /// sent; then the connection is to be shut without waiting.
        case fail(WebSocketFailure, answer: Bool)
    }

    /// How far the closing handshake is.
    package enum State: Sendable, Equatable {
        /// Messages flow.
        case open
        /// Our close frame is sent, the peer's is awaited; its messages are dropped.
        case closeSent
        /// Nothing more is read.
        case closed
    }

    /// How far the closing handshake is.
    package private(set) var state = State.open
    private let role: Role
    /// Whether permessage-deflate was agreed on.
    private let isCompressible: Bool
    /// Frames that have come, with those within a message, modulo 2³²: what a rate limit counts.
    package private(set) var frameCount: UInt32 = 0

    // In 32 bits, and the numbers of its parts alike: an idle connection is little else than this.
    private let messageLimit: UInt32
    private let fragmentLimit: UInt32
    private var decoder = WebSocketFrameDecoder()
    private var assembler = WebSocketMessageAssembler()
    /// The payload of an incomplete control frame, which may stand between a message's fragments.
    private var control: [UInt8] = []

    /// A machine right after the handshake; a message over `messageLimit` bytes fails with 1009,
    /// one of more than `fragmentLimit` frames with 1008.
    ///
    /// With `isCompressible` messages may come compressed, and `next` is to be given an inflater;
    /// the limit then holds for what they are inflated to.
    package init(
        role: Role, messageLimit: Int, fragmentLimit: Int = .max, isCompressible: Bool = false
    ) {
        self.role = role
        self.messageLimit = UInt32(clamping: messageLimit)
        self.fragmentLimit = UInt32(clamping: fragmentLimit)
        self.isCompressible = isCompressible
    }

    /// Whether a frame or a message is incomplete.
    package var isPartial: Bool { decoder.isPartial || assembler.isPartial }

    /// Notes that our close frame goes out; false when one went already, or nothing may go.
    package mutating func startClose() -> Bool {
        guard state == .open else { return false }
        state = .closeSent
        return true
    }

    /// The next action in `input` from `position` on, which moves behind the bytes that were used.
    ///
    /// Nil when all of them were used; after `close` or `fail` all further bytes are ignored.
    package mutating func next(
        _ input: Span<UInt8>, at position: inout Int, inflating inflater: Inflater? = nil
    ) -> Action? {
        let answers = state == .open
        do throws(WebSocketFailure) {
            while state != .closed {
                guard let header = try readFrame(input, at: &position) else { return nil }
                if let action = try end(header, inflater) { return action }
            }
        } catch {
            shut()
            return .fail(error, answer: answers)
        }
        position = input.count
        return nil
    }

    /// All actions in `bytes`.
    package mutating func receive(
        _ bytes: [UInt8], inflating inflater: Inflater? = nil
    ) -> [Action] {
        var actions: [Action] = []
        var position = 0
        while let action = next(bytes.span, at: &position, inflating: inflater) {
            actions.append(action)
        }
        return actions
    }

    /// Reads to the end of a frame; nil when `input` ends before it does.
    private mutating func readFrame(
        _ input: Span<UInt8>, at position: inout Int
    ) throws(WebSocketFailure) -> WebSocketFrameHeader? {
        var current = decoder.header
        if current == nil { current = try readHeader(input, at: &position) }
        guard let header = current else { return nil }
        let isWhole =
            header.opcode.isControl
            ? decoder.readPayload(input, at: &position, into: &control)
            : try assembler.readPayload(of: &decoder, input, at: &position)
        return isWhole ? header : nil
    }

    private mutating func readHeader(
        _ input: Span<UInt8>, at position: inout Int
    ) throws(WebSocketFailure) -> WebSocketFrameHeader? {
        let header = try decoder.readHeader(
            input, at: &position, masked: role == .server, compressed: isCompressible)
        guard let header else { return nil }
        frameCount &+= 1
        if !header.opcode.isControl {
            try assembler.begin(header, limit: Int(messageLimit), fragments: fragmentLimit)
        }
        return header
    }

    /// What a whole frame asks for; nothing but a close once ours is sent.
    private mutating func end(
        _ header: WebSocketFrameHeader, _ inflater: Inflater?
    ) throws(WebSocketFailure) -> Action? {
        let payload = control
        control = []
        switch header.opcode {
        case .continuation, .text, .binary:
            let message = try assembler.end(
                isFinal: header.isFinal, limit: Int(messageLimit), inflater)
            return state == .open ? message : nil
        case .ping: return state == .open ? .ping(payload) : nil
        case .pong: return state == .open ? .pong(payload) : nil
        case .close:
            let close = try WebSocketClose(parsing: payload)
            let answers = state == .open
            shut()
            return .close(close, answer: answers)
        }
    }

    private mutating func shut() {
        state = .closed
        decoder = WebSocketFrameDecoder()
        assembler = WebSocketMessageAssembler()
        control = []
    }
}
