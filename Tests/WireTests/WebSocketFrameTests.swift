import GoldenTables
import Testing
import Wire

@Suite struct WebSocketFrameTests {
    @Test(arguments: [0, 1, 7, 8, 9, 125, 126, 200, 65_535, 65_536, 100_001])
    func `a masked frame reads back`(count: Int) {
        let payload = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let mask = WebSocketMask(random: 0x1234_5678)
        var server = WebSocketMachine(role: .server, messageLimit: count)
        let frame = WebSocketFrame.encode(.binary, payload, mask: mask)
        #expect(server.receive(frame) == [.binary(payload)])
    }

    @Test(arguments: [0, 125, 126, 65_535, 65_536])
    func `a plain frame reads back`(count: Int) {
        let payload = [UInt8](repeating: 0x61, count: count)
        var client = WebSocketMachine(role: .client, messageLimit: count)
        #expect(client.receive(WebSocketFrame.encode(.text, payload)) == [.text(payload)])
    }

    @Test func `the example of section 5.7 is written as it stands there`() {
        let mask = WebSocketMask(random: 0x3D21_FA37)
        #expect(
            WebSocketFrame.encode(.text, Array("Hello".utf8), mask: mask)
                == GoldenFile.bytes(hex: "818537fa213d7f9f4d5158"))
        #expect(
            WebSocketFrame.encode(.text, Array("Hello".utf8))
                == GoldenFile.bytes(hex: "810548656c6c6f"))
    }

    @Test func `a mask goes on where the piece before ended`() {
        let plain = (0..<41).map { UInt8($0) }
        var whole = plain
        var mask = WebSocketMask(random: 0xA1B2_C3D4)
        mask.apply(to: &whole, from: 0)
        var pieces: [UInt8] = []
        var rolling = WebSocketMask(random: 0xA1B2_C3D4)
        for range in [0..<3, 3..<4, 4..<21, 21..<41] {
            pieces += plain[range]
            rolling.apply(to: &pieces, from: range.lowerBound)
        }
        #expect(pieces == whole)
    }

    @Test func `a close reason that is too long is cut at a character`() {
        let frame = WebSocketFrame.close(.goingAway, reason: String(repeating: "é", count: 100))
        #expect(frame.count == 2 + 2 + 122)
        var client = WebSocketMachine(role: .client, messageLimit: 0)
        let reason = String(repeating: "é", count: 61)
        #expect(
            client.receive(frame)
                == [.close(WebSocketClose(code: .goingAway, reason: reason), answer: true)])
    }
}
