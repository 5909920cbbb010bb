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
        self.init(utf8: text.utf8.span)
    }

    fileprivate init?(utf8 text: Span<UInt8>) {
        guard let dot = text.indices.first(where: { text[$0] == UInt8(ascii: ".") }),
            let generation = decimal(text.extracting(..<dot)), generation > 0
        else { return nil }
        let id = text.extracting((dot + 1)...)
        guard (1...32).contains(id.count) else { return nil }
        for index in id.indices {
            guard (0x30...0x39).contains(id[index]) || (0x61...0x7A).contains(id[index]) else {
                return nil
            }
        }
        let name = id.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
        self.init(generation: Int(generation), id: name)
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
        let text = String(text)
        self.init(utf8: text.utf8.span)
    }

    /// Reads the written form from lent bytes: a client reads two cursors a frame.
    package init?(utf8 text: Span<UInt8>) {
        guard text.count <= 80,
            let dot = text.indices.last(where: { text[$0] == UInt8(ascii: ".") }),
            let epoch = Epoch(utf8: text.extracting(..<dot)),
            let seq = decimal(text.extracting((dot + 1)...))
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
private func decimal(_ digits: Span<UInt8>) -> Int64? {
    guard (1...19).contains(digits.count), digits[0] != UInt8(ascii: "0") || digits.count == 1
    else { return nil }
    var value: Int64 = 0
    for index in digits.indices {
        guard (0x30...0x39).contains(digits[index]) else { return nil }
        let (product, over) = value.multipliedReportingOverflow(by: 10)
        let (sum, carried) = product.addingReportingOverflow(Int64(digits[index] - 0x30))
        if over || carried { return nil }
        value = sum
    }
    return value
}
