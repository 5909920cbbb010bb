import Events
import Hub
import LiveProtocol
import Wire

/// The hub's messages for those who do not speak `flighthub.v1`.
extension Shard {
    /// Whether the hub speaks to the connection.
    func isOfHub(_ connection: Connection) -> Bool {
        switch connection.mode {
        case .webSocket: !isResponding
        case .eventStream: true
        case .http, .leaving: false
        }
    }

    /// Sends a message as the connection's door writes it.
    func sendRendered(_ text: [UInt8], to connection: Connection) {
        switch connection.door {
        case .frames: send(.text, text, to: connection)
        case .cloudEvents: send(.text, cloudEvent(text, .unsaid), to: connection)
        case .eventStream:
            send(EventStreamBlock.encode(text, position: .unsaid), to: connection)
        }
    }

    /// Sends the same message to all of them; it is rendered once for each door.
    func broadcastRendered(_ text: [UInt8], to ids: [ConnectionID], _ position: FollowerPosition) {
        let streams = ids.compactMap { id in
            receiver(id).flatMap { $0.door == .eventStream ? $0 : nil }
        }
        if !streams.isEmpty {
            let block = EventStreamBlock.encode(text, position: position)
            for connection in streams { send(block, to: connection) }
            counters.messagesSent += streams.count
        }
        guard streams.count < ids.count else { return }
        broadcast(
            [cloudEvent(text, position)],
            to: ids.filter { connections[$0]?.door == .cloudEvents })
    }

    private func cloudEvent(_ text: [UInt8], _ position: FollowerPosition) -> [UInt8] {
        CloudEventMessage(id: .random(), time: services.clock()).encode(text, position: position)
    }
}
