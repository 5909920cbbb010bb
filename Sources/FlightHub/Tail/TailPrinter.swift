import Events
import Glibc
import JSON
import LiveClient
import LiveProtocol

/// Prints what a live connection brings: events and states on standard output, one JSON object a
/// line; what happens to the connection on standard error.
final class TailPrinter: LiveConnectionListener {
    private var left: Int?
    private var followed: Set<String>
    private var refusals: [String] = []
    private let place: String
    private let end: (CommandFailure?) -> Void

    /// Prints so many events of the hub at `place`, or without end; `end` hears once when there is
    /// nothing more to come.
    init(
        _ topics: [String], at place: String, count: Int?, end: @escaping (CommandFailure?) -> Void
    ) {
        followed = Set(topics)
        left = count
        self.place = place
        self.end = end
    }

    func connection(_ connection: LiveConnection, did action: ClientAction) {
        switch action {
        case .deliver(let frames): for frame in frames { print(frame, connection) }
        case .replace(let topic, let cursor, let state):
            Terminal.print(Self.line(topic, cursor, "state", state))
        case .rejected(let topic, let code): reject(topic, code, connection)
        case .ended(let clientEnd): ended(clientEnd)
        case .standing(let topic, let cursor):
            note("\(topic) is live" + (cursor.map { " after \($0)" } ?? ""))
        case .reload(let topic, let cursor): note("\(topic): history before \(cursor) is lost")
        case .gap(let topic, let after, let upTo): note("\(topic): gap \(after) to \(upTo)")
        case .stale(let since): note("stale since \(since)")
        case .fresh(let since): note("fresh since \(since)")
        case .failed(let error): note("\(error.code): \(error.message)")
        case .unreadable(let error): note("unreadable: \(error.message)")
        case .interrupted(let clientEnd): interrupted(clientEnd, connection)
        case .connect, .disconnect, .send, .repeated, .passed, .welcomed: break
        }
    }

    /// One line of the output.
    static func line(
        _ topic: String, _ cursor: Cursor?, _ name: String, _ json: [UInt8]
    ) -> String {
        let bytes = JSONWriter.object { writer in
            writer.member("topic", topic)
            writer.member("cursor", ifPresent: cursor?.description)
            writer.member(name, raw: json)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func print(_ frame: EventFrame, _ connection: LiveConnection) {
        guard left != 0 else { return }
        Terminal.print(Self.line(frame.topic, frame.cursor, "event", frame.event))
        guard let left else { return }
        self.left = left - 1
        if left <= 1 { connection.stop() }
    }

    private func reject(_ topic: String, _ code: ErrorCode, _ connection: LiveConnection) {
        refusals.append("\(topic): \(code.rawValue)")
        followed.remove(topic)
        if followed.isEmpty { connection.stop() } else { note("\(topic): \(code.rawValue)") }
    }

    private func ended(_ clientEnd: ClientEnd) {
        if followed.isEmpty { return end(CommandFailure(.unavailable, lines: refusals)) }
        if let left, left <= 0 { return end(nil) }
        end(CommandFailure(.unavailable, words(clientEnd)))
    }

    private func words(_ end: ClientEnd) -> String {
        switch end {
        case .closed(let code): "the hub closed the connection: \(code ?? 1005)"
        case .refused(let status, _): "the hub refused the connection: HTTP \(status)"
        case .lost: "no connection to \(place)"
        }
    }

    private func interrupted(_ clientEnd: ClientEnd, _ connection: LiveConnection) {
        let reason = connection.trouble.map { ": \($0)" } ?? ""
        note("interrupted: \(words(clientEnd))\(reason)")
    }

    private func note(_ text: String) { Terminal.write("# \(text)\n", to: STDERR_FILENO) }
}
