package import Events

/// What XREAD answers on the log of an epoch, taken apart while it arrives.
///
/// One array holds the streams, here one: a key and an array of entries, each an id and an array of
/// names and values in turn. A part's `depth` is the number of arrays around it, and its `index` the
/// place in the innermost. No object is made of any of them; an entry that is not one that
/// `LogEntry.addition` made is left out, like a hole.
package struct LogAnswer {
    /// What an entry of ours has, by the names in the stream.
    private enum Field: Int {
        case identity, type, subject, topics, event

        init?(name: Span<UInt8>) {
            switch name.count {
            case 2 where name.isEqual(to: "id"): self = .identity
            case 4 where name.isEqual(to: "type"): self = .type
            case 7 where name.isEqual(to: "subject"): self = .subject
            case 6 where name.isEqual(to: "topics"): self = .topics
            case 5 where name.isEqual(to: "event"): self = .event
            default: return nil
            }
        }
    }

    /// An entry of which not everything has come.
    private struct Draft {
        var seq: Int64?
        /// The field whose value comes next, unless that is nothing of ours.
        var next: Field?
        /// Where in `scratch` the first value of each field is.
        var values = [5 of Range<Int>?](repeating: nil)
    }

    private var page = LogPage()
    private var draft = Draft()
    /// The values of the draft, one after the other.
    private var scratch: [UInt8] = []
    private var hasOneStream = false
    private var hasEntries = false

    /// An answer of which nothing has come.
    package init() {}

    /// Takes the beginning of an array of `count` parts; one without depth begins a new answer.
    package mutating func beginArray(of count: Int, at index: Int, depth: Int) {
        switch depth {
        case 0:
            forgetDraft()
            page = LogPage()
            hasOneStream = count == 1
            hasEntries = false
        case 2 where index == 1: hasEntries = hasOneStream
        case 3: endDraft()
        default: break
        }
    }

    /// Takes a string.
    package mutating func take(_ text: Span<UInt8>, at index: Int, depth: Int) {
        switch depth {
        case 4 where index == 0: draft.seq = sequenceNumber(text)
        case 5 where index % 2 == 0: draft.next = Field(name: text)
        case 5: take(value: text)
        default: break
        }
    }

    /// The entries, when everything has come; nil for an answer of another shape.
    package mutating func end() -> [LogEntry]? {
        endDraft()
        let entries = page.take()
        return hasEntries ? entries : nil
    }

    private mutating func take(value: Span<UInt8>) {
        guard let field = draft.next, draft.values[field.rawValue] == nil else { return }
        let start = scratch.count
        unsafe value.withUnsafeBufferPointer { unsafe scratch.append(contentsOf: $0) }
        draft.values[field.rawValue] = start..<scratch.count
    }

    private mutating func endDraft() {
        addDraft()
        forgetDraft()
    }

    private mutating func addDraft() {
        guard let seq = draft.seq, let identity = draft.values[Field.identity.rawValue],
            let type = draft.values[Field.type.rawValue],
            let subject = draft.values[Field.subject.rawValue],
            let topics = draft.values[Field.topics.rawValue],
            let event = draft.values[Field.event.rawValue]
        else { return }
        let scratch = scratch
        let text = scratch.span
        _ = page.add(
            seq: seq, identity: text.extracting(identity), type: text.extracting(type),
            subject: text.extracting(subject), topics: text.extracting(topics),
            payload: text.extracting(event))
    }

    private mutating func forgetDraft() {
        draft = Draft()
        // One large event does not hold its memory for ever.
        scratch.removeAll(keepingCapacity: scratch.capacity <= 1 << 16)
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

extension Span<UInt8> {
    /// Whether these are the bytes of `name`, which is as long.
    fileprivate func isEqual(to name: StaticString) -> Bool {
        unsafe withUnsafeBufferPointer { bytes in
            name.withUTF8Buffer { unsafe bytes.elementsEqual($0) }
        }
    }
}
