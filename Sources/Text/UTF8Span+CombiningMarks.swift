/// How many combining marks of a row a peer may write one behind another.
///
/// Swift compares and hashes text by canonical equivalence, for which it sorts each row of marks:
/// one of 32 KB takes a second, and half as long a row a quarter of that. No language writes more
/// than a few; the bound is that of the Stream-Safe Text Format (UAX #15 section 13).
package enum CombiningMarks {
    /// The longest row that is taken.
    package static let limit = 30
    /// What a text with a longer one is told, as a phrase without a full stop.
    package static let rule = "more than \(limit) combining marks in a row"
}

extension UTF8Span {
    /// Where the first mark stands that is one too many in its row; nil when there is none.
    ///
    /// Text that is known to be ASCII is not looked into.
    package var excessMark: Int? {
        if isKnownASCII { return nil }
        let bytes = span
        var index = 0
        var row = 0
        while index < bytes.count {
            // Below U+0300 there are none.
            guard bytes[index] >= 0xCC else {
                row = 0
                index += 1
                continue
            }
            let (value, length) = bytes.scalar(at: index)
            row = Unicode.Scalar(value)?.isCombining == true ? row + 1 : 0
            if row > CombiningMarks.limit { return index }
            index += length
        }
        return nil
    }
}

extension String {
    /// Whether it has more combining marks in a row than a peer may write.
    package var hasExcessMarks: Bool { utf8Span.excessMark != nil }
}

extension Unicode.Scalar {
    /// Whether it is sorted with its neighbours, in whole or in the parts it stands for.
    fileprivate var isCombining: Bool {
        switch value {
        // Starters themselves, each made of two marks.
        case 0x0F73, 0x0F75, 0x0F81: true
        default: properties.canonicalCombiningClass != .notReordered
        }
    }
}

extension Span<UInt8> {
    /// The scalar that begins at `index` of valid UTF-8, which is not ASCII, and its length.
    fileprivate func scalar(at index: Int) -> (value: UInt32, length: Int) {
        let lead = UInt32(self[index])
        let length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
        var value = lead & (0x7F >> UInt32(length))
        for offset in 1..<length { value = value << 6 | UInt32(self[index + offset]) & 0x3F }
        return (value, length)
    }
}
