import Gateway
import Testing
import Wire

/// Peers whose bytes mean nothing.
@Suite struct GarbageTests {
    /// Bytes that are no frame which a client may send, and what comes of it.
    struct Frame: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]
        let rule: String
        let code: UInt16

        private static let mask = WebSocketMask(random: 5)

        static let all = [
            Frame(
                testDescription: "not masked", bytes: WebSocketFrame.encode(.text, [0x61]),
                rule: "unmaskedFrame", code: 1002),
            Frame(
                testDescription: "not masked, and noise",
                bytes: Array(repeating: 0x5A, count: 4_000), rule: "reservedBit", code: 1002),
            Frame(
                testDescription: "masked, of no opcode",
                bytes: [0x83, 0x84, 1, 2, 3, 4] + Array(repeating: 0x5A, count: 4_000),
                rule: "reservedOpcode", code: 1002),
            Frame(
                testDescription: "masked noise as text",
                bytes: WebSocketFrame.encode(.text, [0xC0, 0xFF, 0xEE], mask: mask),
                rule: "invalidText", code: 1007),
            Frame(
                testDescription: "a length of 2 to the 62",
                bytes: [0x81, 0xFF, 0x40, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4], rule: "messageTooBig",
                code: 1009),
            Frame(
                testDescription: "a close with half a code",
                bytes: WebSocketFrame.encode(.close, [3], mask: mask),
                rule: "invalidClosePayload", code: 1002),
        ]
    }

    @Test(arguments: Frame.all)
    func `bytes that are no frame end with their code`(_ frame: Frame) async throws {
        try await Neighbourhood.run(configure: { $0.closeTimeout = .milliseconds(100) }) { street in
            let client = try await street.strangers(1)[0]
            await client.send(frame.bytes)
            try await street.expectService()
            #expect(await client.closeCode() == frame.code)
            #expect(await street.counters.framesRefused == [frame.rule: 1])
            #expect(await street.counters.closes == [frame.code: 1])
        }
    }

    @Test(
        arguments: [
            (Array("nonsense\r\n\r\n".utf8), 400, "malformedRequestLine"),
            ([UInt8](repeating: 0xFF, count: 100_000), 414, "targetTooLong"),
            (Array("GET / HTTP/1.1\r\nHost: h\r\nA\0: b\r\n\r\n".utf8), 400, "invalidFieldName"),
            (Array("GET / HTTP/1.1\nHost: h\n\n".utf8), 400, "bareLineEnd"),
        ] as [([UInt8], Int, String)])
    func `bytes that are no request end with their status`(
        _ bytes: [UInt8], _ status: Int, _ rule: String
    ) async throws {
        try await Neighbourhood.run(configure: { $0.closeTimeout = .milliseconds(100) }) { street in
            let client = try await street.server.client()
            await client.send(bytes)
            try await street.expectService()
            #expect(try await client.response()?.status == status)
            #expect(await street.counters.requestsRefused == [rule: 1])
        }
    }
}
