import Wire

/// Messages from fragments, against a model: the whole message is known before it is cut.
///
/// Input: options, the message limit, where to split (2 bytes), then fragments: a length each with
/// what stands before it, and their bytes.
enum MessageFuzzing {
    static func check(_ input: inout FuzzInput) {
        let options = input.byte()
        let isText = options & 1 == 0
        let isCompressed = options & 2 != 0
        let limit = Int(input.byte()) * 4
        let place = input.word()
        let mask = options & 4 == 0 ? WebSocketMask(random: UInt32(options) &* 0x9E37_79B1) : nil
        var fragments: [[UInt8]] = []
        var pings: [Bool] = []
        repeat {
            let head = input.byte()
            pings.append(head & 0x80 != 0)
            fragments.append(input.take(Int(head & 0x7F)))
        } while !input.isAtEnd && fragments.count < 64
        let message = Array(fragments.joined())
        if isCompressed { fragments = recut(deflated(message), like: fragments) }
        var bytes: [UInt8] = []
        for (index, fragment) in fragments.enumerated() {
            if pings[index] { bytes += WebSocketFrame.encode(.ping, [UInt8(index)], mask: mask) }
            bytes += WebSocketFrame.encode(
                index > 0 ? .continuation : isText ? .text : .binary, fragment,
                isFinal: index == fragments.count - 1, isCompressed: isCompressed && index == 0,
                mask: mask)
        }
        let outcome = Cuts.sameOutcome(of: bytes, at: place) { pieces in
            var machine = WebSocketMachine(
                role: mask == nil ? .client : .server, messageLimit: limit,
                isCompressible: isCompressed)
            let inflater = isCompressed ? Inflater(keepsContext: false) : nil
            return pieces.flatMap { machine.receive($0, inflating: inflater) }
        }
        check(outcome, message, isText: isText, limit: limit)
    }

    private static func check(
        _ outcome: [WebSocketMachine.Action], _ message: [UInt8], isText: Bool, limit: Int
    ) {
        let isUTF8 = String(validating: message, as: UTF8.self) != nil
        switch outcome.last {
        case .text(let text):
            require(isText && text == message, "a text comes as it was sent")
            require(isUTF8, "a text is UTF-8")
        case .binary(let bytes):
            require(!isText && bytes == message, "a message comes as it was sent")
        case .fail(.messageTooBig, _): require(message.count > limit, "only what is too big is")
        case .fail(.invalidText, _): require(isText && !isUTF8, "only what is no UTF-8 is not")
        case let other: fatalError("property broken: a good message ends in \(other as Any)")
        }
    }

    private static func deflated(_ message: [UInt8]) -> [UInt8] {
        Deflater(effort: .init(level: 6, memoryLevel: 8), keepsContext: false).deflate(message)
    }

    /// The bytes in as many fragments, of about the same proportions.
    private static func recut(_ bytes: [UInt8], like fragments: [[UInt8]]) -> [[UInt8]] {
        let total = max(1, fragments.reduce(0) { $0 + $1.count })
        var end = 0
        var sent = 0
        return fragments.enumerated().map { index, fragment in
            let start = end
            sent += fragment.count
            end = index == fragments.count - 1 ? bytes.count : bytes.count * sent / total
            return Array(bytes[start..<max(start, end)])
        }
    }
}
