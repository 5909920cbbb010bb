import Events
import LiveProtocol

/// The newest entries of the log, bounded in number and bytes, with an index by topic.
///
/// Who was away for a short time is caught up from here. After a restart of a node thousands are,
/// on the same topics: each frame is rendered once and shared by all who read it.
struct Window {
    /// A topic's entries, oldest first; what stands before `first` is dropped in bulk.
    private struct Run {
        let topic: Topic
        /// The hub's record of the topic; -1 while nobody follows it.
        var record: Int32
        var seqs: [Int64] = []
        /// The frame of each that somebody has read; empty while nobody has read any.
        var frames: [[UInt8]?] = []
        var first = 0

        mutating func append(_ seq: Int64) {
            seqs.append(seq)
            if !frames.isEmpty { frames.append(nil) }
        }

        /// Drops the oldest; returns the bytes of its frame.
        mutating func dropFirst() -> Int {
            var bytes = 0
            if !frames.isEmpty {
                bytes = frames[first]?.count ?? 0
                frames[first] = nil
            }
            first += 1
            if first > 32 && first > seqs.count / 2 {
                seqs.removeFirst(first)
                if !frames.isEmpty { frames.removeFirst(first) }
                first = 0
            }
            return bytes
        }

        mutating func keep(_ frame: [UInt8], at place: Int) {
            if frames.isEmpty { frames = Array(repeating: nil, count: seqs.count) }
            frames[place] = frame
        }

        var isEmpty: Bool { first == seqs.count }

        func frame(at place: Int) -> [UInt8]? { frames.isEmpty ? nil : frames[place] }

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

    /// The entries, and empty places of those that were dropped, which go in bulk.
    ///
    /// A dropped entry is let go at once: the next block then gets the memory that is still in the
    /// processor's caches, and what is kept stays within the bound.
    private var entries: [LogEntry?] = []
    /// Where the oldest kept entry is.
    private var first = 0
    /// The bytes of all blocks that entries are kept of.
    private var bytes = 0
    /// One of each topic that an entry is kept of, at the place that `runIndex` names.
    private var runs: [Run] = []
    private var freeRuns: [Int32] = []
    private var runIndex: [Topic: Int32] = [:]
    /// The place of the run of each topic of each entry, in order, so that what is dropped need not
    /// be looked up again; what stands before `firstPlace` is dropped in bulk.
    private var places: [Int32] = []
    private var firstPlace = 0
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
        self = Window(entryLimit: entryLimit, byteLimit: byteLimit)
        start = seq
    }

    /// Adds the entry that follows the newest, and drops the oldest beyond the bounds; `heard` gets
    /// the records of those of its topics that somebody follows, in order, out of `records`.
    ///
    /// Each topic is looked up once, here: a run knows its record.
    mutating func append(
        _ entry: LogEntry, records: [Topic: Int32], heard: inout [Int32]
    ) {
        let newest = entries.count - 1
        let isOfNewestBlock = newest >= first && entries[newest]?.sharesMemory(with: entry) == true
        if !isOfNewestBlock { bytes += entry.blockSize }
        entries.append(entry)
        for topic in entry.topics {
            let place = place(of: topic, records)
            runs[Int(place)].append(entry.seq)
            places.append(place)
            let record = runs[Int(place)].record
            if record >= 0 { heard.append(record) }
        }
        while entries.count - first > entryLimit || (bytes > byteLimit && first < entries.count) {
            dropOldest()
        }
        if first > 1_024 && first > entries.count / 2 {
            entries.removeFirst(first)
            places.removeFirst(firstPlace)
            first = 0
            firstPlace = 0
        }
    }

    /// Learns where the hub's record of a topic is; -1 when nobody follows it any more.
    mutating func follow(_ topic: Topic, by record: Int32) {
        if let place = runIndex[topic] { runs[Int(place)].record = record }
    }

    private mutating func place(of topic: Topic, _ records: [Topic: Int32]) -> Int32 {
        if let place = runIndex[topic] { return place }
        let run = Run(topic: topic, record: records[topic] ?? -1)
        let place: Int32
        if let free = freeRuns.popLast() {
            place = free
            runs[Int(place)] = run
        } else {
            place = Int32(runs.count)
            runs.append(run)
        }
        runIndex[topic] = place
        return place
    }

    private mutating func dropOldest() {
        var dropped: LogEntry?
        swap(&dropped, &entries[first])
        guard let dropped else { return }
        start = dropped.seq
        let next = firstPlace + dropped.topicCount
        first += 1
        let isLastOfBlock =
            first == entries.count || entries[first]?.sharesMemory(with: dropped) != true
        if isLastOfBlock { bytes -= dropped.blockSize }
        while firstPlace < next {
            dropFirst(at: places[firstPlace])
            firstPlace += 1
        }
    }

    private mutating func dropFirst(at place: Int32) {
        let index = Int(place)
        renderedBytes -= runs[index].dropFirst()
        guard runs[index].isEmpty else { return }
        let topic = runs[index].topic
        runIndex[topic] = nil
        runs[index] = Run(topic: topic, record: -1)
        freeRuns.append(place)
    }

    /// Whether everything after `seq` is kept.
    func reaches(back seq: Int64) -> Bool { seq >= start }

    /// What may be read in one go, so that the others of the loop get their turn.
    struct Allowance {
        /// Entries to look at, whether a filter lets them pass or not.
        var entries: Int
        /// Bytes of frames.
        var bytes: Int

        var isSpent: Bool { entries <= 0 || bytes <= 0 }
    }

    /// The frames of a topic's events after `seq`, of these types only unless nil, until the
    /// allowance is spent; `last` is where they end when there may be more, else nil.
    mutating func frames(
        on topic: Topic, after seq: Int64, types: Set<String>?, epoch: Epoch,
        within allowance: inout Allowance
    ) -> (frames: [[UInt8]], last: Int64?) {
        guard let index = runIndex[topic].map({ Int($0) }) else { return ([], nil) }
        // Taken out while it is worked on: a second holder would make each change copy it.
        var run = Run(topic: topic, record: -1)
        swap(&run, &runs[index])
        defer { swap(&run, &runs[index]) }
        let name = topic.description
        var frames: [[UInt8]] = []
        var last = seq
        for place in run.place(after: seq)..<run.seqs.count {
            guard !allowance.isSpent else { return (frames, last) }
            last = run.seqs[place]
            allowance.entries -= 1
            let frame: [UInt8]
            if let types {
                let entry = entry(at: last)
                guard entry.isOf(oneOf: types) else { continue }
                frame = EventFrame.encode(
                    topic: name, cursor: Cursor(epoch: epoch, seq: entry.seq), prev: nil,
                    event: entry.payload)
            } else {
                frame = sharedFrame(at: place, of: &run, named: name, epoch)
            }
            frames.append(frame)
            allowance.bytes -= frame.count
        }
        return (frames, nil)
    }

    /// The frame of an entry for all who take every type, rendered for the first of them.
    private mutating func sharedFrame(
        at place: Int, of run: inout Run, named name: String, _ epoch: Epoch
    ) -> [UInt8] {
        if let known = run.frame(at: place) { return known }
        let entry = entry(at: run.seqs[place])
        // Whoever reads on from here is at or after the start of what is kept.
        let previous = place > run.first ? run.seqs[place - 1] : start
        let frame = EventFrame.encode(
            topic: name, cursor: Cursor(epoch: epoch, seq: entry.seq),
            prev: Cursor(epoch: epoch, seq: previous), event: entry.payload)
        if renderedBytes + frame.count > byteLimit {
            run.frames = []
            forgetFrames()
        }
        run.keep(frame, at: place)
        renderedBytes += frame.count
        return frame
    }

    /// Too many frames are rendered: all of them make room.
    private mutating func forgetFrames() {
        renderedBytes = 0
        for index in runs.indices { runs[index].frames = [] }
    }

    private func entry(at seq: Int64) -> LogEntry {
        guard let entry = entries[first + Int(seq - start) - 1] else {
            preconditionFailure("what a topic's run names is kept")
        }
        return entry
    }
}

extension LogEntry {
    /// Whether a filter of these types lets it pass.
    fileprivate func isOf(oneOf types: Set<String>) -> Bool {
        // To make text of the type and hash it costs as much as to compare it with several.
        types.count <= 4 ? types.contains { isOf(type: $0) } : types.contains(type)
    }
}
