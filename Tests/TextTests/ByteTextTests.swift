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
}
