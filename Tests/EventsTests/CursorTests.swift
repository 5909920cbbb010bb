import Events
import Testing

@Suite struct `Cursors` {
    @Test(
        arguments: [
            ("1.a.0", 1, "a", 0), ("3.k7q2m9.1041", 3, "k7q2m9", 1_041),
            (
                "12.0123456789abcdefghijklmnopqrstuv.9223372036854775807", 12,
                "0123456789abcdefghijklmnopqrstuv", Int64.max
            ),
        ] as [(String, Int, String, Int64)])
    func `are read as they are written`(
        text: String, generation: Int, id: String, seq: Int64
    ) throws {
        let cursor = try #require(Cursor(text))
        #expect(cursor == Cursor(epoch: Epoch(generation: generation, id: id), seq: seq))
        #expect(cursor.description == text)
        #expect(Cursor(text[...]) == cursor)
    }

    @Test(arguments: [
        "", "1", "1.a", "1.a.", "1..5", ".a.5", "0.a.5", "01.a.5", "1.a.05", "1.a.-1", "1.a.+1",
        "1.A.5", "1.a_b.5", "1.a.b.5", "1.a.5 ", " 1.a.5", "1.é.5", "1.a.9223372036854775808",
        "1.a.99999999999999999999", "1.0123456789abcdefghijklmnopqrstuvw.5", "-1.a.5", "1.a.٣",
    ])
    func `are refused otherwise`(text: String) {
        #expect(Cursor(text) == nil)
    }

    @Test func `epochs stand alone as well`() {
        #expect(Epoch("3.k7q2m9") == Epoch(generation: 3, id: "k7q2m9"))
        for text in ["", "3", "3.", ".a", "3.a.5", "0.a", "9223372036854775808.a"] {
            #expect(Epoch(text) == nil, "\(text)")
        }
    }

    @Test func `epochs are others when one character of their ids is`() throws {
        let id = Array("0123456789abcdefghijklmnopqrstuv")
        for count in 1...32 {
            let short = String(id.prefix(count))
            #expect(Epoch(generation: 1, id: short).id == short)
            for place in 0..<count {
                var other = id.prefix(count)
                other[place] = "z"
                #expect(Epoch(generation: 1, id: short) != Epoch(generation: 1, id: String(other)))
            }
            if count > 1 {
                #expect(Epoch("1.\(short)") != Epoch("1.\(short.dropLast())"))
            }
        }
    }
}
