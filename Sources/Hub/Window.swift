import Events
import LiveProtocol

/// The newest entries of the log, bounded in number and bytes, with an index by topic.
///
/// Who was away for a short time is caught up from here. After a restart of a node thousands are,
/// on the same topics: each frame is rendered once and shared by all who read it.
struct Window {
    /// A topic's entries, oldest first; what stands before `first` is dropped in bulk.
    private struct Run {
        var seqs: [Int64] = []
        /// The frame of each, once somebody has read it.
        var frames: [[UInt8]?] = []
        var first = 0

        mutating func append(_ seq: Int64) {
            seqs.append(seq)
            frames.append(nil)
        }

        /// Drops the oldest; returns the bytes of its frame.
        mutating func dropFirst() -> Int {
            let bytes = frames[first]?.count ?? 0
            frames[first] = nil
            first += 1
            if first > 32 && first > seqs.count / 2 {
                seqs.removeFirst(first)
                frames.removeFirst(first)
                first = 0
            }
            return bytes
        }

        mutating func forgetFrames() {
            frames = Array(repeating: nil, count: seqs.count)
        }

        /// Where the first entry after `seq` is.
        func place(after seq: Int64) -> Int {
            var low = first
            var high = seqs.count
            while low < high {
                let middle = (low + high) / 2
                if seqs[middle] > seq { high = middle } else { low = middle + 1 }
            }
            return low
        }
    }

    private var entries: [LogEntry] = []
    /// Where the oldest kept entry is; what stands before it is dropped in bulk.
    private var first = 0
    private var bytes = 0
    private var runs: [Topic: Run] = [:]
    private var renderedBytes = 0
    private let entryLimit: Int
    private let byteLimit: Int
    /// Everything after this seq is kept.
    private(set) var start: Int64 = 0

    /// Keeps so many entries, and so many bytes; of rendered frames as many bytes again.
    init(entryLimit: Int, byteLimit: Int) {
        self.entryLimit = entryLimit
        self.byteLimit = byteLimit
    }

    /// Forgets everything; what comes next follows `seq`.
    mutating func restart(after seq: Int64) {
        entries.removeAll()
        runs.removeAll()
        first = 0
        bytes = 0
        renderedBytes = 0
        start = seq
    }

    /// Adds the entry that follows the newest, and drops the oldest beyond the bounds.
    mutating func append(_ entry: LogEntry) {
        entries.append(entry)
        bytes += entry.payload.count
        for topic in entry.topics { runs[topic, default: Run()].append(entry.seq) }
        while entries.count - first > entryLimit || (bytes > byteLimit && first < entries.count) {
            dropOldest()
        }
        if first > 1_024 && first > entries.count / 2 {
            entries.removeFirst(first)
            first = 0
        }
    }

    private mutating func dropOldest() {
        let oldest = entries[first]
        start = oldest.seq
        bytes -= oldest.payload.count
        first += 1
        for topic in oldest.topics {
            renderedBytes -= runs[topic]?.dropFirst() ?? 0
            if let run = runs[topic], run.first == run.seqs.count { runs[topic] = nil }
        }
    }

    /// Whether everything after `seq` is kept.
    func reaches(back seq: Int64) -> Bool { seq >= start }

    /// The frames of a topic's events after `seq`, of these types only unless nil, until they fill
    /// `size` bytes; `last` is where they end when there are more, else nil.
    mutating func frames(
        on topic: Topic, after seq: Int64, types: Set<String>?, filling size: Int, epoch: Epoch
    ) -> (frames: [[UInt8]], last: Int64?) {
        guard let index = runs.index(forKey: topic) else { return ([], nil) }
        // Taken out while it is worked on: a second holder would make each change copy it.
        var run = Run()
        swap(&run, &runs.values[index])
        defer { swap(&run, &runs.values[index]) }
        let name = topic.description
        var frames: [[UInt8]] = []
        var filled = 0
        for place in run.place(after: seq)..<run.seqs.count {
            guard filled < size else { return (frames, run.seqs[place - 1]) }
            let frame: [UInt8]
            if let types {
                let entry = entry(at: run.seqs[place])
                guard types.contains(entry.type) else { continue }
                frame = EventFrame.encode(
                    topic: name, cursor: Cursor(epoch: epoch, seq: entry.seq), prev: nil,
                    event: entry.payload)
            } else if let known = run.frames[place] {
                frame = known
            } else {
                let entry = entry(at: run.seqs[place])
                // Whoever reads on from here is at or after the start of what is kept.
                let previous = place > run.first ? run.seqs[place - 1] : start
                frame = EventFrame.encode(
                    topic: name, cursor: Cursor(epoch: epoch, seq: entry.seq),
                    prev: Cursor(epoch: epoch, seq: previous), event: entry.payload)
                if renderedBytes + frame.count > byteLimit {
                    run.forgetFrames()
                    forgetFrames()
                }
                run.frames[place] = frame
                renderedBytes += frame.count
            }
            frames.append(frame)
            filled += frame.count
        }
        return (frames, nil)
    }

    /// Too many frames are rendered: all of them make room.
    private mutating func forgetFrames() {
        renderedBytes = 0
        for index in runs.values.indices { runs.values[index].forgetFrames() }
    }

    private func entry(at seq: Int64) -> LogEntry {
        entries[first + Int(seq - start) - 1]
    }
}
