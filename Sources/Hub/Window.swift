import Events

/// The newest entries of the log, bounded in number and bytes.
struct Window {
    private var entries: [LogEntry] = []
    /// Where the oldest kept entry is; what stands before it is dropped in bulk.
    private var first = 0
    private var bytes = 0
    private let entryLimit: Int
    private let byteLimit: Int
    /// Everything after this seq is kept.
    private(set) var start: Int64 = 0

    init(entryLimit: Int, byteLimit: Int) {
        self.entryLimit = entryLimit
        self.byteLimit = byteLimit
    }

    /// Forgets everything; what comes next follows `seq`.
    mutating func restart(after seq: Int64) {
        entries.removeAll()
        first = 0
        bytes = 0
        start = seq
    }

    /// Adds the entry that follows the newest, and drops the oldest beyond the bounds.
    mutating func append(_ entry: LogEntry) {
        entries.append(entry)
        bytes += entry.payload.count
        while entries.count - first > entryLimit || (bytes > byteLimit && first < entries.count) {
            start = entries[first].seq
            bytes -= entries[first].payload.count
            first += 1
        }
        if first > 1_024 && first > entries.count / 2 {
            entries.removeFirst(first)
            first = 0
        }
    }

    /// Whether everything after `seq` is kept.
    func reaches(back seq: Int64) -> Bool { seq >= start }

    /// The kept entries after `seq`, in order.
    func entries(after seq: Int64) -> ArraySlice<LogEntry> {
        entries[min(entries.count, first + Int(max(0, seq - start)))...]
    }
}
