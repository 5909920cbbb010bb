import Logging
import Synchronization

/// A log that a test can read: level and message of each line.
final class KeptLines: Sendable {
    private struct Handler: LogHandler {
        let lines: KeptLines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            lines.kept.withLock { $0.append("\(event.level) \(event.message)") }
        }
    }

    private let kept = Mutex<[String]>([])

    /// What was written so far.
    var lines: [String] { kept.withLock { $0 } }

    /// Writes here.
    var logger: Logger { Logger(label: "test") { _ in Handler(lines: self) } }
}
