import JSON
import Testing

@Suite struct `JSON reader` {
    @Test func `takes what is asked for and skips the rest with its bytes`() throws {
        let text = #"{"op":"event","n":3,"event":{"a":[1,"]}",{"b":null}]},"ok":true,"z":[]}"#
        var reader = try JSONReader(Array(text.utf8))
        var slices: [String] = []
        try reader.beginObject()
        while let name = try reader.nextName() {
            if name == "op" {
                #expect(try reader.string() == "event")
            } else {
                let range = try reader.skip()
                slices.append(name + "=" + String(decoding: reader.bytes[range], as: UTF8.self))
            }
        }
        try reader.finish()
        #expect(
            slices == ["n=3", #"event={"a":[1,"]}",{"b":null}]}"#, "ok=true", "z=[]"])
    }

    @Test func `says what it found instead`() throws {
        var reader = try JSONReader(Array(" 7".utf8))
        #expect(try reader.peek() == .number)
        #expect(throws: JSONError(offset: 1, message: "expected a string")) {
            try reader.string()
        }
    }

    @Test func `walks through an array`() throws {
        var reader = try JSONReader(Array(#"["a" , "b\u0021"]"#.utf8))
        var strings: [String] = []
        try reader.beginArray()
        while try reader.nextElement() { strings.append(try reader.string()) }
        try reader.finish()
        #expect(strings == ["a", "b!"])
    }

    @Test func `bounds the depth of what it skips`() throws {
        var reader = try JSONReader(Array(String(repeating: "[", count: 100_000).utf8))
        #expect(throws: JSONError(offset: 32, message: "nested more than 32 deep")) {
            try reader.skip()
        }
    }

    @Test(arguments: [
        (#"["é", "a~"]"#, 8), (#"{"a~": 1}"#, 3), (#"["a^"]"#, 2), (#"["a~^"]"#, 2),
        (#"{"a": ["^~"]}"#, 8),
    ])
    func `refuses long rows of combining marks, escaped or not`(
        _ pattern: String, start: Int
    ) throws {
        func error(_ count: Int) -> JSONError? {
            let raw = String(repeating: "\u{301}", count: pattern.contains("^") ? count / 2 : count)
            let escaped = String(
                repeating: #"\u0316"#, count: pattern.contains("~") ? (count + 1) / 2 : count)
            let text = Array(
                pattern.replacing("^", with: escaped).replacing("~", with: raw).utf8)
            do throws(JSONError) {
                _ = try JSONValue.parse(text)
                var reader = try JSONReader(text)
                _ = try reader.skip()
                return nil
            } catch {
                return error
            }
        }
        #expect(error(30) == nil)
        #expect(error(31)?.message == "more than 30 combining marks in a row")
        #expect(error(31).map { $0.offset >= start } == true)
    }

    @Test func `refuses them in what is skipped as well`() throws {
        let marks = String(repeating: #"\u0301"#, count: 31)
        var reader = try JSONReader(Array(#"{"a": "\#(marks)"}"#.utf8))
        #expect(throws: JSONError(offset: 7, message: "more than 30 combining marks in a row")) {
            try reader.skip()
        }
    }

    @Test func `finds a control character wherever it stands in a string`() throws {
        for count in 1...20 {
            for place in 0..<count {
                var text = [UInt8](repeating: UInt8(ascii: "x"), count: count)
                text[place] = 0x1F
                var reader = try JSONReader([0x22] + text + [0x22])
                #expect(
                    throws: JSONError(
                        offset: place + 1, message: "control character in a string")
                ) { try reader.string() }
            }
        }
    }
}
