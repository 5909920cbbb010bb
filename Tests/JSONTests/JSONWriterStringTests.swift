import JSON
import Testing

/// Which bytes of a string are escaped, wherever they stand (RFC 8259 section 7).
struct JSONWriterStringTests {
    private static let escaped = (0..<0x20).map { UInt8($0) } + [0x22, 0x5C]

    private func written(_ text: [UInt8]) -> [UInt8] {
        var writer = JSONWriter()
        writer.string(String(decoding: text, as: UTF8.self))
        return writer.bytes
    }

    @Test(arguments: escaped)
    func `a byte that has to be escaped is escaped at each place of a string`(byte: UInt8) throws {
        for count in 1...25 {
            for place in 0..<count {
                var text = [UInt8](repeating: UInt8(ascii: "x"), count: count)
                text[place] = byte
                let written = written(text)
                #expect(written.count > count + 2)
                #expect(try JSONValue.parse(written).asString.map { Array($0.utf8) } == text)
            }
        }
    }

    @Test func `everything else is written as it is`() {
        let others = (0x20...0x7F).map { UInt8($0) }.filter { !Self.escaped.contains($0) }
        for byte in others {
            for count in 1...17 {
                let text = [UInt8](repeating: byte, count: count)
                #expect(written(text) == [0x22] + text + [0x22])
            }
        }
        for text in ["é", "€", "😀", "1234567é", "€€€€€€€€€", "\u{80}\u{7FF}\u{FFFF}"] {
            #expect(written(Array(text.utf8)) == [0x22] + Array(text.utf8) + [0x22])
        }
    }

    @Test func `commas stand between members and elements, escaped or not`() {
        let text = JSONWriter.object { json in
            json.member("a\"", "b")
            json.member("c", "d\n")
            json.member(
                "e",
                array: { elements in
                    for element in ["\t", "f", "\\"] { elements.string(element) }
                })
        }
        #expect(
            String(decoding: text, as: UTF8.self)
                == #"{"a\"":"b","c":"d\n","e":["\t","f","\\"]}"#)
    }
}
