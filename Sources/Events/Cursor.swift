/// Names one history of the database: a random id and the number of histories before it.
package struct Epoch: Hashable, Sendable, CustomStringConvertible {
    /// Rises by one with each new history; a node follows the highest it has seen.
    package let generation: Int
    /// 1 to 32 characters of `[a-z0-9]`.
    package let id: String

    /// The epoch with this generation and id.
    package init(generation: Int, id: String) {
        self.generation = generation
        self.id = id
    }

    /// Reads `generation.id`.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let generation = Int(parts[0]), generation > 0,
            String(generation) == parts[0], (1...32).contains(parts[1].utf8.count),
            parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) })
        else { return nil }
        self.init(generation: generation, id: String(parts[1]))
    }

    /// `generation.id`, which also names the epoch's keys in Redis.
    package var description: String { "\(generation).\(id)" }
}

/// A position in the history of events: everything up to `seq` of `epoch`.
///
/// Written as `generation.id.seq`. Clients keep one per topic and send it back as it is.
package struct Cursor: Hashable, Sendable, CustomStringConvertible {
    /// The history that the position is in.
    package let epoch: Epoch
    /// The number of the last event before the position; 0 stands before the first.
    package let seq: Int64

    /// The position after `seq` in `epoch`.
    package init(epoch: Epoch, seq: Int64) {
        self.epoch = epoch
        self.seq = seq
    }

    /// Reads the written form.
    package init?(_ text: some StringProtocol) {
        guard text.utf8.count <= 80, let dot = text.lastIndex(of: "."),
            let epoch = Epoch(text[..<dot]),
            let seq = Int64(text[text.index(after: dot)...]), seq >= 0,
            String(seq) == text[text.index(after: dot)...]
        else { return nil }
        self.init(epoch: epoch, seq: seq)
    }

    package var description: String { "\(epoch).\(seq)" }
}
