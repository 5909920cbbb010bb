import Wire

/// A block of a stream of server-sent events, as the standard reads it.
struct ServerSentEvent: Equatable {
    var name = "message"
    var id: String?
    var retry: String?
    var data = ""
}

extension TestClient {
    /// Asks for the events of a query as a stream.
    func askForStream(
        _ query: String, _ method: String = "GET", fields: [(String, String)] = []
    ) async {
        let lines = fields.map { "\($0.0): \($0.1)\r\n" }.joined()
        await send(
            "\(method) /api/v1/events?\(query) HTTP/1.1\r\nHost: localhost\r\n"
                + "Accept: text/event-stream\r\n\(lines)\r\n")
    }

    /// The head of a response that has no length; nil when the connection ends before it.
    func streamHead() async -> String? { await take(upTo: "\r\n\r\n") }

    /// The next block that is not a comment; nil when the stream ends before it.
    func block() async -> ServerSentEvent? {
        while let text = await take(upTo: "\n\n") {
            if text.hasPrefix(":") { continue }
            var event = ServerSentEvent()
            for line in text.split(separator: "\n") {
                let parts = line.split(separator: ": ", maxSplits: 1).map(String.init)
                switch parts[0] {
                case "event": event.name = parts[1]
                case "id": event.id = parts[1]
                case "retry": event.retry = parts[1]
                case "data": event.data = parts[1]
                default: return nil
                }
            }
            return event
        }
        return nil
    }

    /// Takes what comes up to `end`, which is taken off too; nil when the connection ends first.
    func take(upTo end: String) async -> String? {
        let end = Array(end.utf8)
        while true {
            if received.count >= end.count,
                let start = (0...received.count - end.count).first(where: {
                    received[$0..<$0 + end.count].elementsEqual(end)
                })
            {
                let text = String(decoding: received[..<start], as: UTF8.self)
                received.removeFirst(start + end.count)
                return text
            }
            if hasEnded { return nil }
            await change()
        }
    }
}
