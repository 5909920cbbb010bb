import Logging
import Net
import Store
import Synchronization

/// Log lines about the database.
enum DatabaseLog {
    /// Says which statements the server refused for a reason that no rule of ours counts on: by
    /// its code and words, without values; at most one line a second for each code.
    static func refusals(
        _ logger: Logger = Logger(label: "database"),
        second: @escaping @Sendable () -> UInt64 = { MonotonicTime.now.nanoseconds / 1_000_000_000 }
    ) -> @Sendable (ServerError) -> Void {
        let repeats = Mutex(RepeatedLines())
        return { refusal in
            let second = second()
            let omitted = repeats.withLock { $0.admit(refusal.state.code, second) }
            guard let omitted else { return }
            let others = omitted == 0 ? "" : " (\(omitted) more with this code were left out)"
            logger.error("PostgreSQL refused a statement: \(refusal.line)\(others)")
        }
    }
}
