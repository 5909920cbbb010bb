import JSON
import Testing

@Suite struct `JSON values` {
    @Test(arguments: [
        ("null", JSONValue.null),
        (" true\r\n", .boolean(true)),
        ("\tfalse ", .boolean(false)),
        ("0", number(0)),
        ("-12", number(-12)),
        ("\"\"", .string("")),
        ("\"a\\\"\\\\\\/\\b\\f\\n\\r\\tz\"", .string("a\"\\/\u{8}\u{c}\n\r\tz")),
        ("\"\\u0041\\u00e9\\u20AC\"", .string("A\u{e9}\u{20ac}")),
        ("\"\\ud83d\\uDE00\"", .string("\u{1F600}")),
        ("\"\\udbff\\udfff.\"", .string("\u{10FFFF}.")),
        ("\"\\u0000\"", .string("\0")),
        ("\"\u{7f}é😀\"", .string("\u{7f}é😀")),
        ("[]", .array([])),
        ("[ 1 , [ ] ,\"x\"]", .array([number(1), .array([]), .string("x")])),
        ("{ }", .object(JSONObject())),
    ])
    func `reads what is valid`(text: String, value: JSONValue) throws {
        #expect(try JSONValue.parse(Array(text.utf8)) == value)
    }

    @Test func `keeps the order of members`() throws {
        let value = try JSONValue.parse(Array(#"{"b":1,"a":{"c":[null]},"":true}"#.utf8))
        #expect(value.asObject?.names == ["b", "a", ""])
        #expect(value["a"]?["c"]?.asArray == [.null])
        #expect(value[""]?.asBoolean == true)
        #expect(value["missing"] == nil)
    }

    @Test(arguments: [
        ("", 0, "expected a value, but the text ends"),
        ("  ", 2, "expected a value, but the text ends"),
        ("nul", 0, "expected null"),
        ("True", 0, "expected a value"),
        ("truefalse", 4, "expected the end"),
        ("1 2", 2, "expected the end"),
        ("\u{FEFF}1", 0, "expected a value"),
        ("01", 1, "expected the end"),
        ("-", 1, "expected a digit, but the text ends"),
        ("+1", 0, "expected a value"),
        (".5", 0, "expected a value"),
        ("1.", 2, "expected a digit, but the text ends"),
        ("1.e3", 2, "expected a digit"),
        ("1e", 2, "expected a digit, but the text ends"),
        ("1e+", 3, "expected a digit, but the text ends"),
        ("0x10", 1, "expected the end"),
        ("NaN", 0, "expected a value"),
        ("1e999", 0, "number out of range"),
        ("'a'", 0, "expected a value"),
        ("\"a", 2, "string without its closing quote"),
        ("\"a\\\"", 4, "string without its closing quote"),
        ("\"a\\", 3, "string without its closing quote"),
        ("\"a\nb\"", 2, "control character in a string"),
        ("\"\\x\"", 1, "unknown escape in a string"),
        ("\"\\u12\"", 1, "\\u needs four hexadecimal digits"),
        ("\"\\u12g4\"", 1, "\\u needs four hexadecimal digits"),
        ("\"\\ud800\"", 1, "lone surrogate in a string"),
        ("\"\\udc00\"", 1, "lone surrogate in a string"),
        ("\"\\ud800\\u0041\"", 1, "lone surrogate in a string"),
        ("\"\\ud800\\ud800\"", 1, "lone surrogate in a string"),
        ("\"\\ud800\\u00\"", 7, "\\u needs four hexadecimal digits"),
        ("[1,]", 3, "expected a value"),
        ("[1 2]", 3, "expected ',' or the closing bracket"),
        ("[,1]", 1, "expected a value"),
        ("[1", 2, "expected ',' or the closing bracket, but the text ends"),
        ("[1}", 2, "expected ',' or the closing bracket"),
        ("{\"a\":1,}", 7, "expected a name in quotes"),
        ("{\"a\" 1}", 5, "expected ':'"),
        ("{\"a\":}", 5, "expected a value"),
        ("{a:1}", 1, "expected a name in quotes"),
        ("{1:1}", 1, "expected a name in quotes"),
        ("{\"a\":1,\"b\":2,\"\\u0061\":3}", 22, "name used twice in an object"),
        ("/**/1", 0, "expected a value"),
    ])
    func `refuses what is not, and says where`(text: String, offset: Int, message: String) {
        #expect(throws: JSONError(offset: offset, message: message)) {
            try JSONValue.parse(Array(text.utf8))
        }
        // Skipping is as strict, but for names that come twice and what follows the value.
        if !message.contains("twice"), message != "expected the end" {
            #expect(throws: JSONError(offset: offset, message: message)) {
                var reader = try JSONReader(Array(text.utf8))
                _ = try reader.skip()
            }
        }
    }

    @Test(arguments: [1, 15, 16, 17, 40])
    func `finds a name that comes twice among many`(count: Int) throws {
        let members = (0..<count).map { "\"n\($0)\":\($0)" }
        let text = "{" + members.joined(separator: ",")
        _ = try JSONValue.parse(Array((text + "}").utf8))
        for name in [0, count - 1] {
            #expect(throws: JSONError.self) {
                try JSONValue.parse(Array((text + ",\"n\(name)\":0}").utf8))
            }
        }
    }

    @Test(
        arguments: [
            ([0x22, 0xFF, 0x22], 1),
            ([0x22, 0xC3, 0x22], 1),  // the second byte of a pair is missing
            ([0x22, 0xC0, 0x80, 0x22], 1),  // overlong NUL
            ([0x22, 0xED, 0xA0, 0x80, 0x22], 1),  // an encoded surrogate
            ([0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], 1),  // above U+10FFFF
        ] as [([UInt8], Int)])
    func `refuses invalid UTF-8`(bytes: [UInt8], offset: Int) {
        #expect(throws: JSONError(offset: offset, message: "invalid UTF-8")) {
            try JSONValue.parse(bytes)
        }
    }

    @Test func `bounds the depth`() throws {
        func nested(_ depth: Int) -> [UInt8] {
            Array(
                (String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }
        _ = try JSONValue.parse(nested(32))
        #expect(throws: JSONError(offset: 32, message: "nested more than 32 deep")) {
            try JSONValue.parse(nested(33))
        }
        #expect(throws: JSONError(offset: 2, message: "nested more than 2 deep")) {
            try JSONValue.parse(Array("[[[1]]]".utf8), depthLimit: 2)
        }
        // Siblings do not add up.
        _ = try JSONValue.parse(Array(#"[[1],[2],{"a":[]}]"#.utf8), depthLimit: 3)
    }

    @Test(
        arguments: [
            ("0", 0, 0), ("-0", 0, -0.0), ("-7", -7, -7),
            ("9223372036854775807", Int64.max, 9.223372036854775807e18),
            ("-9223372036854775808", Int64.min, -9.223372036854775808e18),
            ("9223372036854775808", nil, 9.223372036854775808e18),
            ("1.0", nil, 1), ("1e2", nil, 100), ("-1.5E-1", nil, -0.15), ("1e-999", nil, 0),
        ] as [(String, Int64?, Double)])
    func `numbers keep their text`(text: String, exact: Int64?, double: Double) throws {
        guard case .number(let number) = try JSONValue.parse(Array(text.utf8)) else {
            Issue.record("not a number")
            return
        }
        #expect(number.text == text)
        #expect(number.exactInt == exact)
        #expect(number.double == double)
    }

    @Test(arguments: [
        #"{"a":[1,-2.50,1e3,"x\"\\\n",null,true,{}],"b":{"c":[]}}"#, #""😀\u0001""#, "[]",
    ])
    func `writes what it read`(text: String) throws {
        let value = try JSONValue.parse(Array(text.utf8))
        #expect(String(decoding: JSONWriter.text(of: value), as: UTF8.self) == text)
    }

    @Test func `names are compared by their bytes, few or many`() throws {
        let (composed, decomposed) = ("\u{E9}", "e\u{301}")
        let few = "{\"\(composed)\":1,\"\(decomposed)\":2}"
        #expect(try JSONValue.parse(Array(few.utf8))[composed] == number(1))
        #expect(try JSONValue.parse(Array(few.utf8))[decomposed] == number(2))
        let others = (0..<20).map { "\"n\($0)\":0" }.joined(separator: ",")
        let many = "{\(others),\"\(composed)\":1,\"\(decomposed)\":2}"
        #expect(try JSONValue.parse(Array(many.utf8))[decomposed] == number(2))
        let twice = "{\(others),\"\(composed)\":1,\"\(composed)\":2}"
        #expect(throws: JSONError.self) { try JSONValue.parse(Array(twice.utf8)) }
    }

    @Test func `members are replaced in place, added at the end and removed`() {
        var object = JSONObject()
        object["a"] = .null
        object["b"] = .boolean(true)
        object["a"] = .string("x")
        #expect(object.names == ["a", "b"])
        #expect(object["a"] == .string("x"))
        object["a"] = nil
        object["c"] = nil
        #expect(object.names == ["b"])
    }
}

private func number(_ value: Int64) -> JSONValue { .number(JSONNumber(value)) }
