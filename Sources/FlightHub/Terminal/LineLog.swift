import Events
import Glibc
import JSON
import Logging

/// Writes each log entry as one line on standard error: as text for people, or as JSON.
struct LineLog: LogHandler {
    /// How a line is written.
    enum Format: String, CaseIterable, Sendable {
        case text
        case json
    }

    let label: String
    let format: Format
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]

    /// Makes the loggers of this process write this way; call it once.
    static func install(_ format: Format, from level: Logger.Level) {
        LoggingSystem.bootstrap { label in
            LineLog(label: label, format: format, logLevel: level)
        }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
        write(event.message.description, level: event.level, all)
    }

    /// Writes one line.
    func write(_ message: String, level: Logger.Level, _ metadata: Logger.Metadata = [:]) {
        let line = rendered(message, level: level, metadata, at: WallClock.now())
        Terminal.write(line + "\n", to: STDERR_FILENO)
    }

    /// The line without its end.
    func rendered(
        _ message: String, level: Logger.Level, _ metadata: Logger.Metadata, at time: Timestamp
    ) -> String {
        let pairs = metadata.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") }
        return switch format {
        case .text: text(message, level, pairs, time)
        case .json: json(message, level, pairs, time)
        }
    }

    private func text(
        _ message: String, _ level: Logger.Level, _ pairs: [(String, String)], _ time: Timestamp
    ) -> String {
        let details = pairs.map { " \($0.0)=\(Self.printable($0.1))" }.joined()
        return "\(time) \(level.rawValue) \(label): \(Self.printable(message))\(details)"
    }

    private func json(
        _ message: String, _ level: Logger.Level, _ pairs: [(String, String)], _ time: Timestamp
    ) -> String {
        let bytes = JSONWriter.object { json in
            json.member("time", time.description)
            json.member("level", level.rawValue)
            json.member("logger", label)
            json.member("message", message)
            for (name, value) in pairs { json.member(name, value) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A control character could end the line, and pass for another entry.
    private static func printable(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return text }
        return text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "?" : "\($0)" }
            .joined()
    }
}
