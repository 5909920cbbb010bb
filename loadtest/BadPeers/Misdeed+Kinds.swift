import Wire

extension Misdeed {
    /// One of each kind; followers follow `topic`.
    static func all(following topic: String) -> [Misdeed] {
        slow(topic) + floods(topic) + garbage + rude
    }

    /// For a hub that speaks TLS.
    static let keyUpdates = Misdeed(
        name: "keyUpdates", label: "changes of TLS keys on and on",
        series: [#"flighthub_tls_failures_total{reason="key_updates"}"#], changesKeys: true)

    // MARK: - Who takes its time

    private static func slow(_ topic: String) -> [Misdeed] {
        let get = "GET /api/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n"
        return [
            Misdeed(
                name: "slowHeads", label: "heads that come byte by byte",
                series: [timeouts("head")],
                opening: Array("GET / HTTP/1.1\r\nHost: localhost\r\nA: ".utf8), beat: [0x61]),
            Misdeed(
                name: "slowBodies", label: "bodies that come byte by byte",
                series: [timeouts("body")],
                opening: Array(
                    ("POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\n"
                        + "Content-Length: 100000\r\n\r\n").utf8), beat: [0x61]),
            Misdeed(
                name: "halfOpen", label: "handshakes that never end",
                series: [timeouts("head")], crowding: 5,
                opening: Array(
                    "GET /api/v1/ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n".utf8)),
            Misdeed(
                name: "deafAskers", label: "who asks ahead and reads no answer",
                series: [timeouts("write")],
                opening: Array(String(repeating: get, count: 200).utf8), reading: .nothing),
            Misdeed(
                name: "bytewise", label: "who reads a byte a second",
                series: [timeouts("write")],
                opening: Array(String(repeating: get, count: 200).utf8), reading: .bytewise),
            Misdeed(
                name: "deafFollowers", label: "who follows and reads no event",
                series: [closes("hub", 4429)], opensWebSocket: true,
                opening: text(subscribe(topic)), reading: .nothing),
        ]
    }

    // MARK: - Who sends too much

    private static func floods(_ topic: String) -> [Misdeed] {
        func flood(
            _ name: String, _ label: String, opening: [UInt8] = [], _ frames: [UInt8]
        ) -> Misdeed {
            Misdeed(
                name: name, label: label, series: [refusedFrames("tooManyFrames")],
                opensWebSocket: true, opening: opening,
                beat: Array(repeatElement(frames, count: 25).joined()))
        }
        let unsubscribe = #"{"op":"unsubscribe","id":"u","topics":["\#(topic)"]}"#
        return [
            flood("pings", "floods of pings", frame(.ping, [UInt8](repeating: 0x61, count: 125))),
            flood(
                "fragments", "floods of fragments of one byte",
                opening: frame(.text, [0x61], isFinal: false),
                frame(.continuation, [0x61], isFinal: false)),
            flood(
                "continuations", "floods of empty continuations",
                opening: frame(.text, [], isFinal: false),
                frame(.continuation, [], isFinal: false)),
            flood(
                "subscriptions", "floods of subscribe and unsubscribe",
                text(subscribe(topic)) + text(unsubscribe)),
            Misdeed(
                name: "headerBombs", label: "heads of 65,536 fields",
                series: [#"flighthub_requests_refused_total{reason="headTooLarge"}"#],
                opening: Array(
                    ("GET / HTTP/1.1\r\nHost: localhost\r\n"
                        + String(repeating: "A: b\r\n", count: 65_536) + "\r\n").utf8)),
            Misdeed(
                name: "zipBombs", label: "messages that inflate to 50 MB",
                // A hub that agrees to no compression refuses the bit that says so.
                series: [refusedFrames("messageTooBig"), refusedFrames("reservedBit")],
                opensWebSocket: true, opening: zipBomb),
        ]
    }

    private static let zipBomb: [UInt8] = {
        let deflater = Deflater(
            effort: Deflater.Effort(level: 9, memoryLevel: 9), keepsContext: false)
        let payload = deflater.deflate([UInt8](repeating: 0x20, count: 50_000_000))
        return WebSocketFrame.encode(.text, payload, isCompressed: true, mask: mask)
    }()

    // MARK: - Who makes no sense

    private static let garbage = [
        Misdeed(
            name: "unmasked", label: "frames without a mask",
            series: [refusedFrames("unmaskedFrame")], opensWebSocket: true,
            opening: WebSocketFrame.encode(.text, [UInt8](repeating: 0x61, count: 4_000))),
        Misdeed(
            name: "noise", label: "masked noise", series: [refusedFrames("reservedOpcode")],
            opensWebSocket: true,
            opening: [0x83, 0xFE, 0x0F, 0xA0, 1, 2, 3, 4] + [UInt8](repeating: 0x5A, count: 4_000)),
    ]

    // MARK: - Who does not know how to go

    private static let rude = [
        Misdeed(
            name: "silentCloses", label: "closes that are never answered",
            series: [timeouts("close")], opensWebSocket: true, opening: frame(.binary, [1])),
        Misdeed(
            name: "resets", label: "resets in the middle of a frame",
            series: [closes("nobody", 1006)], opensWebSocket: true,
            opening: Array(frame(.text, [UInt8](repeating: 0x61, count: 2_000)).prefix(1_000)),
            resets: true),
    ]

    // MARK: - Frames and series

    private static let mask = WebSocketMask(random: 0x5AC3_0F91)

    private static func frame(
        _ opcode: WebSocketOpcode, _ payload: [UInt8], isFinal: Bool = true
    ) -> [UInt8] {
        WebSocketFrame.encode(opcode, payload, isFinal: isFinal, mask: mask)
    }

    private static func text(_ text: String) -> [UInt8] { frame(.text, Array(text.utf8)) }

    private static func subscribe(_ topic: String) -> String {
        #"{"op":"subscribe","id":"s","topics":["\#(topic)"],"snapshot":false}"#
    }

    private static func timeouts(_ awaited: String) -> String {
        #"flighthub_timeouts_total{awaited="\#(awaited)"}"#
    }

    private static func refusedFrames(_ reason: String) -> String {
        #"flighthub_frames_refused_total{reason="\#(reason)"}"#
    }

    private static func closes(_ who: String, _ code: Int) -> String {
        #"flighthub_websocket_closes_total{by="\#(who)",code="\#(code)"}"#
    }
}
