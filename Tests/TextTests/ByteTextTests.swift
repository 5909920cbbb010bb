import Testing
import Text

@Suite struct ByteTextTests {
    @Test func `texts are equal when their bytes are`() {
        let (composed, decomposed) = ("\u{E9}", "e\u{301}")
        #expect(composed == decomposed)
        #expect(ByteText(composed) != ByteText(decomposed))
        #expect(Set([composed, decomposed, composed].map(ByteText.init)).count == 2)
        #expect("a\u{E9}".hasBytes(of: "a\u{E9}"))
        #expect(!"Å".hasBytes(of: "\u{212B}"))
        #expect(!"a".hasBytes(of: "ab"))
        #expect("".hasBytes(of: ""))
    }

    @Test(arguments: [0, 1, 7, 15, 16, 17, 64, 1_000])
    func `texts of any length are told apart by their last byte`(length: Int) {
        let text = String(repeating: "a", count: length)
        let (one, other) = (text + "x", text + "y")
        #expect(one.hasBytes(of: String(decoding: Array(one.utf8), as: UTF8.self)))
        #expect(!one.hasBytes(of: other))
        #expect(!one.hasBytes(of: text))
        #expect(Set([one, other, text, one].map(ByteText.init)).count == 3)
    }
}
