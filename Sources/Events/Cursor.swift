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
        guard text.count <= Self.lengthLimit,
            let dot = text.indices.last(where: { text[$0] == UInt8(ascii: ".") }),
            let epoch = Epoch(utf8: text.extracting(..<dot)),
            let seq = decimal(text.extracting((dot + 1)...))
        else { return nil }
        self.init(epoch: epoch, seq: seq)
    }

    package var description: String {
        String(unsafeUninitializedCapacity: Self.lengthLimit) { buffer in
            var text = OutputSpan(buffer: buffer, initializedCount: 0)
            write(to: &text)
            return text.finalize(for: buffer)
        }
    }

    /// Appends the written form, which every event frame has once or twice.
    package func write(to text: inout [UInt8]) {
        text.append(addingCapacity: room) { write(to: &$0) }
    }

    /// Appends the written form, for which there is room.
    package func write(to text: inout OutputSpan<UInt8>) {
        epoch.write(to: &text)
        text.append(UInt8(ascii: "."))
        appendDecimal(UInt64(seq), to: &text)
    }

    /// Room for the written form, hardly more than it takes.
    package var room: Int { epoch.room + 1 + digitLimit(UInt64(seq)) }

    /// Two numbers of 20 digits at most, an id of 32 characters, and the dots between them.
    private static let lengthLimit = 80
}

/// Without a string in between: the digits of cursors took half of an event frame's time.
func appendDecimal(_ number: UInt64, to text: inout OutputSpan<UInt8>) {
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

/// As many digits as the number has, or one more: a bit is worth 0.301 of them.
func digitLimit(_ number: UInt64) -> Int { (64 - number.leadingZeroBitCount) * 78 / 256 + 1 }

/// A number as it is written: digits only, none of them a needless zero.
func decimal(_ digits: Span<UInt8>) -> Int64? {
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
