package import Events
import Glibc

/// What XREAD answers on the log of an epoch, taken apart while it arrives.
///
/// One array holds the streams, here one: a key and an array of entries, each an id and an array of
/// names and values in turn. A part's `depth` is the number of arrays around it, and its `index` the
/// place in the innermost. No object is made of any of them; an entry that is not one that
/// `RedisLogWriter` wrote is left out, like a hole.
package struct LogAnswer {
    private var page = LogPage()
    /// The seq of the entry that is being read, when its id is one.
    private var seq: Int64?
    /// The field whose value comes next, unless that is nothing of ours.
    private var next: LogPage.Field?
    private var hasOneStream = false
    private var hasEntries = false

    /// An answer of which nothing has come.
    package init() {}

    /// Takes the beginning of an array of `count` parts; one without depth begins a new answer.
    package mutating func beginArray(of count: Int, at index: Int, depth: Int) {
        switch depth {
        case 0:
            (seq, next) = (nil, nil)
            _ = page.take()
            hasOneStream = count == 1
            hasEntries = false
        case 2 where index == 1: hasEntries = hasOneStream
        case 3: endEntry()
        default: break
        }
    }

    /// Takes a string.
    package mutating func take(_ text: Span<UInt8>, at index: Int, depth: Int) {
        switch depth {
        case 4 where index == 0: seq = sequenceNumber(text)
        case 5 where index % 2 == 0: next = LogPage.Field(name: text)
        case 5: if let field = next { page.take(field, text) }
        default: break
        }
    }

    /// The entries, when everything has come; nil for an answer of another shape.
    package mutating func end() -> [LogEntry]? {
        endEntry()
        let entries = page.take()
        return hasEntries ? entries : nil
    }

    private mutating func endEntry() {
        if let seq { _ = page.add(seq: seq) } else { page.forgetDraft() }
        (seq, next) = (nil, nil)
    }
}

/// The number before the hyphen of an entry's id.
private func sequenceNumber(_ id: Span<UInt8>) -> Int64? {
    let end = id.indices.first { id[$0] == UInt8(ascii: "-") } ?? id.count
    guard (1...19).contains(end) else { return nil }
    var number: Int64 = 0
    for index in 0..<end {
        let digit = id[index] &- UInt8(ascii: "0")
        guard digit <= 9 else { return nil }
        let (product, over) = number.multipliedReportingOverflow(by: 10)
        let (sum, carried) = product.addingReportingOverflow(Int64(digit))
        if over || carried { return nil }
        number = sum
    }
    return number
}

extension LogPage.Field {
    /// The field of this name in the stream.
    fileprivate init?(name: Span<UInt8>) {
        switch name.count {
        case 2 where name.isEqual(to: "id"): self = .identity
        case 4 where name.isEqual(to: "type"): self = .type
        case 7 where name.isEqual(to: "subject"): self = .subject
        case 6 where name.isEqual(to: "topics"): self = .topics
        case 5 where name.isEqual(to: "event"): self = .payload
        default: return nil
        }
    }
}

extension Span<UInt8> {
    /// Whether these are the bytes of `name`, which is as long.
    fileprivate func isEqual(to name: StaticString) -> Bool {
        unsafe withUnsafeBufferPointer { bytes in
            guard let start = bytes.baseAddress else { return false }
            return unsafe memcmp(start, name.utf8Start, count) == 0
        }
    }
}
