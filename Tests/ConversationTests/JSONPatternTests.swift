import Conversations
import JSON
import Testing

@Suite struct `Conversation patterns` {
    private func json(_ text: String) throws -> JSONValue { try JSONValue.parse(Array(text.utf8)) }

    @Test(arguments: [
        (#"{"a":1}"#, #"{"a":1,"b":2}"#), (#"{"a":"$any"}"#, #"{"a":null}"#),
        (#"{"a":"$string","b":"$number"}"#, #"{"a":"x","b":1.5}"#),
        (#"{"a":"$absent"}"#, #"{"b":1}"#), (#"[1,{"a":2}]"#, #"[1,{"a":2,"c":3}]"#),
        (#"["$x","$x"]"#, #"[[1],[1]]"#),
    ])
    func `match`(pattern: String, value: String) throws {
        var patterns = JSONPattern()
        #expect(patterns.mismatch(try json(value), try json(pattern)) == nil)
    }

    @Test(arguments: [
        (#"{"a":1}"#, #"{"a":2}"#, "/a"), (#"{"a":{"b":1}}"#, #"{"a":{}}"#, "/a/b"),
        (#"{"a":"$string"}"#, #"{"a":1}"#, "/a"), (#"{"a":"$absent"}"#, #"{"a":null}"#, "/a"),
        (#"[1]"#, #"[1,2]"#, ""), (#"["$x","$x"]"#, #"[1,2]"#, "/1"), (#"{}"#, #"[]"#, ""),
        (#"{"a":"$any"}"#, #"{}"#, "/a"),
    ])
    func `say where they do not match`(pattern: String, value: String, place: String) throws {
        var patterns = JSONPattern()
        let reason = patterns.mismatch(try json(value), try json(pattern))
        #expect(reason?.hasPrefix(place + ": ") == true, "\(reason ?? "matches")")
    }

    @Test func `fill in what was met`() throws {
        var patterns = JSONPattern()
        #expect(
            patterns.mismatch(try json(#"{"id":"7f","n":5}"#), try json(#"{"id":"$id","n":"$n"}"#))
                == nil)
        let filled = patterns.filled(try json(#"["seats:$id","$n","$idx","$other"]"#))
        #expect(filled == (try json(#"["seats:7f",5,"7fx","$other"]"#)))
    }

    @Test func `know the cursor after one that was met`() throws {
        var patterns = JSONPattern()
        patterns.bind("here", to: .string("3.k2.99"))
        #expect(
            patterns.filled(try json(#"{"cursor":"$here+1"}"#))
                == (try json(#"{"cursor":"3.k2.100"}"#)))
        #expect(patterns.mismatch(try json(#""3.k2.100""#), try json(#""$here+1""#)) == nil)
        #expect(patterns.mismatch(try json(#""3.k2.99""#), try json(#""$here+1""#)) != nil)
    }

    @Test func `find places in an answer`() throws {
        let answer = try json(
            #"{"rows":[{"s":[]},{"s":[{"state":"booked","d":"1A"},{"state":"available","d":"1B"}]}]}"#
        )
        #expect(answer.at("/rows/1/s/0/d")?.asString == "1A")
        #expect(answer.at("/rows/*/s/[state=available]/d")?.asString == "1B")
        #expect(answer.at("/rows/2") == nil)
        #expect(answer.at("/rows/*/s/[state=blocked]/d") == nil)
    }
}
