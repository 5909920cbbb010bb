import Wire

extension Benchmark {
    /// 200 bytes: a `subscribe` of a few topics.
    private static let text = Array(
        String(repeating: "Departed LHR 09:41 ", count: 11).utf8.prefix(200))

    /// 1 KiB of text in which half of the characters have two or three bytes.
    private static let mixed = Array(
        String(repeating: "Zürich → Kraków, São Paulo – 東京 ", count: 30).utf8.prefix(1_024))

    static let frames = [
        Benchmark("frame decode, 200 B text") {
            let frame = WebSocketFrame.encode(.text, text, mask: WebSocketMask(random: 0x9A3C_51F7))
            return decoding(frame, times: 1)
        },
        Benchmark("frame decode, 64 of 200 B in one read", operations: 64) {
            let frame = WebSocketFrame.encode(.text, text, mask: WebSocketMask(random: 0x9A3C_51F7))
            return decoding(Array(repeatElement(frame, count: 64).joined()), times: 64)
        },
        Benchmark("unmask 200 B") { unmasking(200) },
        Benchmark("unmask 64 KiB") { unmasking(64 << 10) },
        Benchmark("utf-8 check, 200 B ASCII") { checking(text) },
        Benchmark("utf-8 check, 1 KiB mixed") { checking(mixed) },
        Benchmark("frame encode, 500 B") {
            let payload = [UInt8](repeating: 0x61, count: 500)
            return { keep(WebSocketFrame.encode(.text, payload)) }
        },
    ]

    private static func decoding(_ bytes: [UInt8], times: Int) -> () -> Void {
        var machine = WebSocketMachine(role: .server, messageLimit: 64 << 10)
        return {
            var position = 0
            for _ in 0..<times {
                let action = machine.next(bytes.span, at: &position)
                precondition(action != nil, "a whole message")
                keep(action)
            }
        }
    }

    private static func unmasking(_ count: Int) -> () -> Void {
        var payload = [UInt8](repeating: 0x61, count: count)
        var mask = WebSocketMask(random: 0x9A3C_51F7)
        return {
            mask.apply(to: &payload, from: 0)
            keep(mask)
        }
    }

    private static func checking(_ text: [UInt8]) -> () -> Void {
        {
            var validator = UTF8Validator()
            let isText = validator.accept(text, from: 0)
            precondition(isText, "the text is good so far")
            keep(validator)
        }
    }
}
