import Events
import Testing

@Suite struct TopicTests {
    private static let uuid = "01234567-89ab-cdef-0123-456789abcdef"

    @Test(arguments: [
        "user:\(uuid)", "booking:\(uuid)", "flight:\(uuid)", "seats:\(uuid)", "agency:\(uuid)",
        "offer-request:\(uuid)", "airport:LHR", "airline:B6", "analytics", "ops",
    ])
    func `is written as it was read`(_ text: String) throws {
        let topic = try Topic(parsing: text)
        #expect(topic.description == text)
        #expect(topic.id == text.split(separator: ":").dropFirst().joined())
        #expect(topic.uniqueID?.description == (text.contains(Self.uuid) ? Self.uuid : nil))
    }

    @Test func `is the same however it was made`() throws {
        let id = try #require(UniqueID(Self.uuid))
        let topics: Set<Topic> = [
            Topic(.flight, id), Topic(.flight, Self.uuid),
            try Topic(parsing: "flight:\(Self.uuid)"),
        ]
        #expect(topics.count == 1)
        #expect(Topic(.seats, id) != Topic(.flight, id))
        #expect(Topic(.airport, "LHR") != Topic(.airport, "LHX"))
        #expect(try Topic(parsing: "airport:LHR") == Topic(.airport, "LHR"))
        #expect(try Topic(parsing: "ops") == Topic(.ops))
    }

    @Test(arguments: [
        ("", TopicError.unknownKind), ("cargo", .unknownKind), ("Flight:\(uuid)", .unknownKind),
        (":\(uuid)", .unknownKind), ("flight\u{E9}:\(uuid)", .unknownKind),
        ("flight", .badIdentifier(.flight)), ("flight:", .badIdentifier(.flight)),
        ("flight:1", .badIdentifier(.flight)), ("flight:\(uuid)0", .badIdentifier(.flight)),
        ("flight:\(uuid.uppercased())", .badIdentifier(.flight)),
        ("airport:lhr", .badIdentifier(.airport)), ("airport:LHRX", .badIdentifier(.airport)),
        ("airline:B-", .badIdentifier(.airline)), ("airline:\u{E9}", .badIdentifier(.airline)),
        ("ops:", .badIdentifier(.ops)), ("ops:1", .badIdentifier(.ops)),
        (String(repeating: "f", count: 129), .tooLong),
    ])
    func `is refused for the rule that it breaks`(_ text: String, _ error: TopicError) {
        #expect(throws: error) { try Topic(parsing: text) }
    }

    @Test func `every byte of an identifier is checked`() throws {
        let valid = Array(Self.uuid.utf8)
        for place in valid.indices {
            for byte in UInt8.min...UInt8.max where byte != valid[place] {
                var changed = valid
                changed[place] = byte
                let isDigit = (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
                let isAllowed = valid[place] != UInt8(ascii: "-") && isDigit
                #expect(rewritten(changed) == (isAllowed ? changed : nil))
            }
        }
        #expect(rewritten(valid) == valid)
        #expect(rewritten(valid.dropLast()) == nil)
        #expect(rewritten(valid + [0x30]) == nil)
    }

    private func rewritten(_ text: [UInt8]) -> [UInt8]? {
        UniqueID(utf8: text.span).map { Array($0.description.utf8) }
    }
}
