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
        let text = String(text)
        self.init(bytes: text.utf8[...])
    }

    fileprivate init?(bytes: Substring.UTF8View) {
        guard let dot = bytes.firstIndex(of: UInt8(ascii: ".")),
            let generation = decimal(bytes[..<dot]), generation > 0
        else { return nil }
        let id = bytes[bytes.index(after: dot)...]
        guard (1...32).contains(id.count),
            id.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) })
        else { return nil }
        self.init(generation: Int(generation), id: String(Substring(id)))
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
        let bytes = String(text).utf8
        guard bytes.count <= 80, let dot = bytes.lastIndex(of: UInt8(ascii: ".")),
            let epoch = Epoch(bytes: bytes[..<dot]),
            let seq = decimal(bytes[bytes.index(after: dot)...])
        else { return nil }
        self.init(epoch: epoch, seq: seq)
    }

    package var description: String { "\(epoch).\(seq)" }

    /// Appends the written form, which every event frame has once or twice.
    package func write(to text: inout [UInt8]) {
        appendDecimal(UInt64(epoch.generation), to: &text)
        text.append(UInt8(ascii: "."))
        text.append(contentsOf: epoch.id.utf8)
        text.append(UInt8(ascii: "."))
        appendDecimal(UInt64(seq), to: &text)
    }
}

/// Without a string in between: the digits of cursors took half of an event frame's time.
private func appendDecimal(_ number: UInt64, to text: inout [UInt8]) {
    // The largest number has 20 digits; they come last first.
    var digits = [20 of UInt8](repeating: 0)
    var start = 20
    var rest = number
    repeat {
        start -= 1
        digits[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
    } while rest > 0
    for index in start..<20 { text.append(digits[index]) }
}

/// A number as it is written: digits only, none of them a needless zero.
///
/// By bytes: a client reads two cursors a frame.
private func decimal(_ digits: Substring.UTF8View) -> Int64? {
    guard (1...19).contains(digits.count), digits.first != UInt8(ascii: "0") || digits.count == 1
    else { return nil }
    var value: Int64 = 0
    for byte in digits {
        guard (0x30...0x39).contains(byte) else { return nil }
        let (product, over) = value.multipliedReportingOverflow(by: 10)
        let (sum, carried) = product.addingReportingOverflow(Int64(byte - 0x30))
        if over || carried { return nil }
        value = sum
    }
    return value
}
