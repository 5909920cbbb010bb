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

    /// Sends the same text to all of them; it is compressed once for each width of window.
    func broadcast(_ text: [UInt8], to ids: [ConnectionID]) {
        let plain = WebSocketFrame.encode(.text, text)
        let pays = configuration.compression.pays(bytes: text.count, receivers: ids.count)
        var compressed: [Int: [UInt8]] = [:]
        for id in ids {
            guard let connection = webSocket(id) else { continue }
            guard pays, let own = connection.webSocket?.compression else {
                send(plain, to: connection)
                continue
            }
            let frame =
                compressed[own.windowBits]
                ?? compression.frame(.text, text, windowBits: own.windowBits, plain: plain)
            compressed[own.windowBits] = frame
            // Its next message may not refer to what came before this one.
            own.deflater?.forget()
            send(frame, to: connection)
        }
    }
}
