import Testing
import Text

@Suite struct CombiningMarksTests {
    private func excess(_ text: String) -> Int? { text.utf8Span.excessMark }

    @Test(arguments: [
        // One mark, two classes in turn, a mark of three bytes, and of four.
        "\u{301}", "\u{316}\u{301}", "\u{20D0}", "\u{1D165}",
        // Starters that are made of marks alone.
        "\u{F73}", "\u{F75}", "\u{F81}",
    ])
    func `thirty in a row are taken, and one more is not`(marks: String) {
        let row = Array(repeating: Array(marks.unicodeScalars), count: 31).flatMap(\.self)
        func text(_ count: Int) -> String {
            var scalars = String.UnicodeScalarView("é a".unicodeScalars)
            scalars.append(contentsOf: row.prefix(count))
            return String(scalars)
        }
        #expect(excess(text(30)) == nil)
        #expect(excess(text(31)) == text(30).utf8.count)
        #expect(excess(text(30) + "e" + text(30)) == nil)
        #expect(excess(text(30) + "語" + text(31)) != nil)
    }

    @Test(arguments: [
        "", "plain", "Ünïcödé", "क्षत्रिय नमस्ते", "한국어 각", "日本語の文章", "👩‍👩‍👧‍👦🇩🇪❤️",
        String(repeating: "e\u{301}\u{323}", count: 100), String(repeating: "\u{1161}", count: 100),
    ])
    func `languages are taken as they are`(text: String) {
        #expect(excess(text) == nil)
        #expect(!text.hasExcessMarks)
    }

    /// The rows that Swift's normal form sorts are those whose scalars have a class of their own, or
    /// whose parts all have: whatever Unicode adds, this finds it.
    @Test func `every scalar that belongs to a row counts`() {
        for value in UInt32(0x80)...0xE01EF {
            guard let scalar = Unicode.Scalar(value),
                scalar.properties.canonicalCombiningClass != .notReordered
            else { continue }
            let row = String(String.UnicodeScalarView(repeatElement(scalar, count: 31)))
            #expect(row.hasExcessMarks, "U+\(String(value, radix: 16))")
        }
    }
}
