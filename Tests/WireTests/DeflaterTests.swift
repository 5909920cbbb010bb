import Testing
import Wire

@Suite struct DeflaterTests {
    private static let effort = Deflater.Effort(level: 1, memoryLevel: 8)
    /// An event as the hub sends it.
    private static let event = Array(
        """
        {"op":"event","topic":"flight:7c1d","cursor":"1-a.17","prev":"1-a.16","event":{"id":"17",\
        "type":"flight.status_changed","source":"/flights","data":{"flight":"FH 17","from":"LHR",\
        "to":"JFK","status":"boarding","gate":"A 17","status_before":"scheduled"}}}
        """.utf8)

    /// What a client makes of frames with these payloads.
    private static func read(
        _ payloads: [[UInt8]], _ inflater: Inflater, limit: Int = 1 << 24
    ) -> [WebSocketMachine.Action] {
        var machine = WebSocketMachine(role: .client, messageLimit: limit, isCompressible: true)
        return payloads.flatMap {
            machine.receive(
                WebSocketFrame.encode(.binary, $0, isCompressed: true), inflating: inflater)
        }
    }

    @Test(arguments: 9...15, [true, false])
    func `what is deflated comes back, whatever the window`(_ bits: Int, _ keeps: Bool) {
        var generator = SplitMix(state: UInt64(bits))
        let deflater = Deflater(windowBits: bits, effort: Self.effort, keepsContext: keeps)
        let inflater = Inflater(windowBits: bits, keepsContext: keeps)
        for size in [0, 1, 2, 125, 0, 126, 1000, 16_384, 40_000, 65_536, 300_000] {
            let noise = (0..<size).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let words = (0..<size).map { _ in UInt8.random(in: 97...100, using: &generator) }
            let payloads = [noise, words].map { deflater.deflate($0) }
            #expect(Self.read(payloads, inflater) == [.binary(noise), .binary(words)])
        }
    }

    @Test(arguments: 1...9, [1, 8, 9])
    func `every effort is understood`(_ level: Int, _ memoryLevel: Int) {
        let deflater = Deflater(
            effort: Deflater.Effort(level: level, memoryLevel: memoryLevel), keepsContext: false)
        let text = Array(repeatElement(Self.event, count: 50).joined())
        let payload = deflater.deflate(text)
        #expect(payload.count < text.count / 4)
        #expect(Self.read([payload], Inflater(keepsContext: false)) == [.binary(text)])
    }

    @Test func `noise at the limit gets through, at the least memory`() {
        var generator = SplitMix(state: 7)
        let noise = (0..<65_536).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let deflater = Deflater(
            effort: Deflater.Effort(level: 1, memoryLevel: 1), keepsContext: false)
        let payload = deflater.deflate(noise)
        #expect(payload.count > noise.count)
        let inflater = Inflater(keepsContext: false)
        #expect(Self.read([payload], inflater, limit: noise.count) == [.binary(noise)])
    }

    @Test func `one deflater without context serves many inflaters`() {
        let deflater = Deflater(effort: Self.effort, keepsContext: false)
        let first = deflater.deflate(Self.event)
        #expect(deflater.deflate(Self.event) == first)
        let latecomer = Inflater(keepsContext: true)
        #expect(Self.read([first], latecomer) == [.binary(Self.event)])
    }

    @Test func `with context the second of two alike is short, and forgetting ends that`() {
        let deflater = Deflater(effort: Self.effort, keepsContext: true)
        let payloads = (0..<2).map { _ in deflater.deflate(Self.event) }
        #expect(payloads[1].count < 20)
        deflater.forget()
        let afresh = deflater.deflate(Self.event)
        #expect(afresh == payloads[0])
        #expect(
            Self.read(payloads + [afresh], Inflater(keepsContext: true))
                == [.binary(Self.event), .binary(Self.event), .binary(Self.event)])
    }

    @Test func `an event comes to less than three quarters`() {
        let payload = Deflater(effort: Self.effort, keepsContext: false).deflate(Self.event)
        #expect(payload.count * 4 < Self.event.count * 3)
    }

    @Test func `owns zlib's state from its first message on, and says how much`() {
        let deflater = Deflater(effort: Self.effort, keepsContext: false)
        let inflater = Inflater(keepsContext: false)
        #expect(deflater.stateBytes == 0)
        #expect(inflater.stateBytes == 0)
        _ = Self.read([deflater.deflate(Self.event)], inflater)
        #expect(deflater.stateBytes == 131_072 + 131_072 + 6_144)
        #expect(inflater.stateBytes == 32_768 + 7_168)
    }
}

@Suite struct InflaterTests {
    @Test func `a bomb is stopped at the limit and leaves the inflater fit`() {
        let deflater = Deflater(
            effort: Deflater.Effort(level: 9, memoryLevel: 9), keepsContext: false)
        let bomb = deflater.deflate([UInt8](repeating: 0, count: 64 << 20))
        #expect(bomb.count < 70_000)
        let inflater = Inflater(keepsContext: false)
        for _ in 0..<2 {
            var machine = WebSocketMachine(
                role: .client, messageLimit: 64 << 10, isCompressible: true)
            let frame = WebSocketFrame.encode(.binary, bomb, isCompressed: true)
            #expect(
                machine.receive(frame, inflating: inflater)
                    == [.fail(.messageTooBig, answer: true)])
        }
        var machine = WebSocketMachine(role: .client, messageLimit: 100, isCompressible: true)
        let frame = WebSocketFrame.encode(.binary, deflater.deflate([1, 2]), isCompressed: true)
        #expect(machine.receive(frame, inflating: inflater) == [.binary([1, 2])])
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `broken payloads end in a message or a failure, within the limit`(_ seed: UInt64) {
        var generator = SplitMix(state: seed)
        let deflater = Deflater(
            effort: Deflater.Effort(level: 6, memoryLevel: 8), keepsContext: false)
        let inflater = Inflater(keepsContext: false)
        var failures = 0
        for size in 1...300 {
            let text = (0..<size).map { _ in UInt8.random(in: 97...110, using: &generator) }
            let payload = generator.mutate(deflater.deflate(text))
            var machine = WebSocketMachine(
                role: .client, messageLimit: 1000, isCompressible: true)
            let frame = WebSocketFrame.encode(.binary, payload, isCompressed: true)
            for action in machine.receive(frame, inflating: inflater) {
                switch action {
                case .binary(let bytes): #expect(bytes.count <= 1000)
                case .fail(.invalidCompression, _), .fail(.messageTooBig, _): failures += 1
                default: Issue.record("\(action)")
                }
            }
        }
        #expect(failures > 100)
    }
}
