import Wire

/// Compression: inflating what was deflated gives it back, with any window and effort, and any
/// bytes inflate to no more than the limit.
///
/// Input: options, windows and effort (2 bytes); then a compressed payload as it is, or messages
/// with a length each (2 bytes).
enum DeflateFuzzing {
    static func check(_ input: inout FuzzInput) {
        let options = input.byte()
        if options & 1 == 0 {
            checkInflating(input.rest(), limit: options & 2 == 0 ? 64 << 10 : 32)
        } else {
            checkRoundTrip(&input, keepsContext: options & 2 != 0)
        }
    }

    private static func checkInflating(_ payload: [UInt8], limit: Int) {
        let frame = WebSocketFrame.encode(.binary, payload, isCompressed: true)
        let inflater = Inflater(keepsContext: false)
        let outcome = receive(frame, limit, inflater)
        guard let action = outcome.first, outcome.count == 1 else {
            fatalError("property broken: one frame asks for one action: \(outcome)")
        }
        switch action {
        case .binary(let message):
            require(message.count <= limit, "what is inflated keeps the limit")
        case .fail(.messageTooBig, _), .fail(.invalidCompression, _): break
        default: fatalError("property broken: a compressed frame asks for \(action)")
        }
        // What keeps no context is as good as new, whatever it was given before.
        require(receive(frame, limit, inflater) == outcome, "an inflater forgets")
    }

    private static func checkRoundTrip(_ input: inout FuzzInput, keepsContext: Bool) {
        let windowBits = 9 + Int(input.byte()) % 7
        let effort = input.byte()
        let deflater = Deflater(
            windowBits: windowBits,
            effort: .init(level: 1 + Int(effort & 15) % 9, memoryLevel: 1 + Int(effort >> 4) % 9),
            keepsContext: keepsContext)
        let inflater = Inflater(windowBits: windowBits, keepsContext: keepsContext)
        repeat {
            let message = input.take(input.word())
            let payload = deflater.deflate(message)
            let frame = WebSocketFrame.encode(.binary, payload, isCompressed: true)
            let outcome = receive(frame, message.count, inflater)
            require(outcome == [.binary(message)], "\(message) comes back as \(outcome)")
        } while !input.isAtEnd
    }

    private static func receive(
        _ frame: [UInt8], _ limit: Int, _ inflater: Inflater
    ) -> [WebSocketMachine.Action] {
        var machine = WebSocketMachine(role: .client, messageLimit: limit, isCompressible: true)
        return machine.receive(frame, inflating: inflater)
    }
}
