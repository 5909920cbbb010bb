import Wire

/// A WebSocket's bytes: one outcome however they are cut, within the limits, and the same when what
/// came out is written as frames again.
///
/// Input: options, where to split (2 bytes), frames.
enum FrameFuzzing {
    private struct Outcome: Equatable {
        var actions: [WebSocketMachine.Action]
        var state: WebSocketMachine.State
        var isPartial: Bool
        var frameCount: Int
    }

    static func check(_ input: inout FuzzInput) {
        let options = input.byte()
        let role: WebSocketMachine.Role = options & 1 == 0 ? .server : .client
        let isCompressible = options & 2 != 0
        let limit = options & 4 == 0 ? 4_096 : 20
        let isClosing = options & 8 != 0
        let keepsContext = options & 16 != 0
        let place = input.word()
        let outcome = Cuts.sameOutcome(of: input.rest(), at: place) { pieces in
            var machine = WebSocketMachine(
                role: role, messageLimit: limit, isCompressible: isCompressible)
            if isClosing { _ = machine.startClose() }
            let inflater = isCompressible ? Inflater(keepsContext: keepsContext) : nil
            return Outcome(
                actions: pieces.flatMap { machine.receive($0, inflating: inflater) },
                state: machine.state, isPartial: machine.isPartial,
                frameCount: Int(machine.frameCount))
        }
        for (index, action) in outcome.actions.enumerated() {
            check(action, limit: limit)
            if action.isLast {
                require(index == outcome.actions.count - 1, "nothing comes after the end")
                require(outcome.state == .closed, "and nothing more is read")
                require(!outcome.isPartial, "and nothing is kept")
            } else {
                require(!isClosing, "once our close is sent, messages are dropped")
            }
        }
        require(outcome.actions.count <= outcome.frameCount + 1, "a frame asks for one action")
        if !isClosing { checkWriting(outcome.actions, role, limit) }
    }

    private static func check(_ action: WebSocketMachine.Action, limit: Int) {
        switch action {
        case .text(let bytes):
            require(bytes.count <= limit, "a text keeps the limit")
            require(String(validating: bytes, as: UTF8.self) != nil, "a text is UTF-8")
        case .binary(let bytes): require(bytes.count <= limit, "a message keeps the limit")
        case .ping(let bytes), .pong(let bytes):
            require(bytes.count <= 125, "a control frame is short")
        case .close(let close, _):
            require(close.code?.isSendable ?? true, "a close code may be sent")
            require(close.code != nil || close.reason.isEmpty, "no reason without a code")
            require(close.payload.count <= 125, "a close frame is short")
        case .fail(let failure, _):
            require(failure.closeCode.isSendable, "a failure's close code may be sent")
        }
    }

    /// The actions, written as frames by the other end, come out again.
    private static func checkWriting(
        _ actions: [WebSocketMachine.Action], _ role: WebSocketMachine.Role, _ limit: Int
    ) {
        var written = actions
        if case .fail? = written.last { written.removeLast() }
        let mask = role == .server ? WebSocketMask(random: 0x9A_3C_51_F7) : nil
        let bytes = written.flatMap { $0.frame(mask) }
        var machine = WebSocketMachine(role: role, messageLimit: limit)
        let read = machine.receive(bytes)
        require(read == written, "\(read) is read where \(written) was written")
    }
}

extension WebSocketMachine.Action {
    fileprivate var isLast: Bool {
        switch self {
        case .close, .fail: true
        case .text, .binary, .ping, .pong: false
        }
    }

    fileprivate func frame(_ mask: WebSocketMask?) -> [UInt8] {
        switch self {
        case .text(let bytes): WebSocketFrame.encode(.text, bytes, mask: mask)
        case .binary(let bytes): WebSocketFrame.encode(.binary, bytes, mask: mask)
        case .ping(let bytes): WebSocketFrame.encode(.ping, bytes, mask: mask)
        case .pong(let bytes): WebSocketFrame.encode(.pong, bytes, mask: mask)
        case .close(let close, _):
            WebSocketFrame.close(close.code, reason: close.reason, mask: mask)
        case .fail: []
        }
    }
}
