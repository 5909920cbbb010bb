import Testing
import Wire

@Suite struct WebSocketMachineTests {
    @Test(arguments: FrameCase.all)
    func `the outcome is the expected one however the bytes are cut`(_ frames: FrameCase) {
        for pieces in Rechunking.all(frames.input) {
            var machine = frames.machine()
            let inflater = frames.inflater()
            let actions = pieces.flatMap { machine.receive(Array($0), inflating: inflater) }
            #expect(actions == frames.expected, "in \(pieces.count) pieces of \(pieces[0].count)…")
            #expect(machine.isPartial == (frames.partial ?? false))
        }
    }

    @Test(
        arguments: [
            (WebSocketFailure.reservedBit, 1002), (.invalidText, 1007), (.messageTooBig, 1009),
            (.invalidCloseReason, 1007), (.invalidCloseCode, 1002),
        ] as [(WebSocketFailure, UInt16)])
    func `a failure has its close code`(_ failure: WebSocketFailure, _ code: UInt16) {
        #expect(failure.closeCode.rawValue == code)
        #expect(failure.message.utf8.count <= 123)
    }

    @Test func `bytes behind a position stay unread`() {
        var machine = WebSocketMachine(role: .client, messageLimit: 100)
        let bytes = WebSocketFrame.encode(.text, [0x61]) + WebSocketFrame.encode(.text, [0x62])
        var position = 0
        #expect(machine.next(bytes.span, at: &position) == .text([0x61]))
        #expect(position == 3)
        #expect(machine.next(bytes.span, at: &position) == .text([0x62]))
        #expect(machine.next(bytes.span, at: &position) == nil)
        #expect(position == 6)
    }

    @Test func `counts frames, not messages`() {
        var machine = WebSocketMachine(role: .client, messageLimit: 100)
        _ = machine.receive(WebSocketFrame.encode(.text, [], isFinal: false))
        _ = machine.receive(WebSocketFrame.encode(.ping, []))
        _ = machine.receive(WebSocketFrame.encode(.continuation, []))
        #expect(machine.frameCount == 3)
    }

    @Test func `closes once, and goes from open through close sent to closed`() {
        var machine = WebSocketMachine(role: .client, messageLimit: 100)
        #expect(machine.state == .open)
        #expect((machine.startClose()) == true)
        #expect(machine.state == .closeSent)
        #expect((machine.startClose()) == false)
        _ = machine.receive(WebSocketFrame.close(.normal))
        #expect(machine.state == .closed)
        #expect((machine.startClose()) == false)
        #expect(machine.receive([0x81]) == [])
    }

    @Test func `a message begun before our close ends without a failure`() {
        var machine = WebSocketMachine(role: .client, messageLimit: 100)
        _ = machine.receive(WebSocketFrame.encode(.text, [0x61], isFinal: false))
        #expect((machine.startClose()) == true)
        #expect(machine.receive(WebSocketFrame.encode(.continuation, [0x62])) == [])
        #expect(
            machine.receive(WebSocketFrame.close(.normal))
                == [.close(WebSocketClose(code: .normal), answer: false)])
    }
}
