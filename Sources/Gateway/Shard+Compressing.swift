import Hub
import Wire

extension Shard {
    /// What compressing has cost and saved since the start.
    package var compressionMeter: CompressionMeter { compression.meter }

    /// The bytes of zlib's state that the loop and its connections own.
    package var compressionStateBytes: Int {
        guard configuration.compression.terms.keepsContext else { return compression.stateBytes }
        return connections.all.reduce(compression.stateBytes) {
            $0 + ($1.webSocket?.compression?.stateBytes ?? 0)
        }
    }

    /// Sends a message to one connection, compressed when that was agreed on and pays.
    func send(
        _ opcode: WebSocketOpcode, _ payload: [UInt8], to connection: Connection
    ) {
        let pays = configuration.compression.pays(bytes: payload.count, receivers: 1)
        guard pays, let own = connection.webSocket?.compression else {
            send(WebSocketFrame.encode(opcode, payload), to: connection)
            return
        }
        if let deflater = own.deflater {
            send(compression.frame(opcode, payload, by: deflater), to: connection)
        } else {
            send(
                compression.frame(
                    opcode, payload, windowBits: own.windowBits,
                    plain: WebSocketFrame.encode(opcode, payload)), to: connection)
        }
    }

    /// Sends the same texts to all of them, as one piece; each is compressed once for each width of
    /// window.
    func broadcast(_ texts: [[UInt8]], to ids: [ConnectionID]) {
        let frames = texts.map { WebSocketFrame.encode(.text, $0) }
        let plain = frames.count == 1 ? frames[0] : Array(frames.joined())
        let pays = texts.map {
            configuration.compression.pays(bytes: $0.count, receivers: ids.count)
        }
        let compresses = pays.contains(true)
        var compressed: [Int: [UInt8]] = [:]
        var receivers = 0
        defer { counters.messagesSent += texts.count * receivers }
        for id in ids {
            guard let connection = webSocket(id) else { continue }
            receivers += 1
            guard compresses, let own = connection.webSocket?.compression else {
                send(plain, to: connection)
                continue
            }
            let piece =
                compressed[own.windowBits]
                ?? texts.indices.reduce(into: []) { piece, index in
                    piece +=
                        pays[index]
                        ? compression.frame(
                            .text, texts[index], windowBits: own.windowBits, plain: frames[index])
                        : frames[index]
                }
            compressed[own.windowBits] = piece
            // Its next message may not refer to what came before this one.
            own.deflater?.forget()
            send(piece, to: connection)
        }
    }
}
