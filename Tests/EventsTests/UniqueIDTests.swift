import Events
import Testing

/// Ids are written as they are read.
struct UniqueIDTests {
    @Test(arguments: [
        "00000000-0000-0000-0000-000000000000", "01234567-89ab-cdef-0123-456789abcdef",
        "fedcba98-7654-3210-fedc-ba9876543210", "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "90a19b0f-9a0b-4099-8999-9aaaa9999afa",
    ])
    func `the canonical form comes out as it went in`(text: String) throws {
        let id = try #require(UniqueID(text))
        #expect(id.description == text)
        var bytes = Array("<".utf8)
        id.append(to: &bytes)
        #expect(bytes == Array("<\(text)".utf8))
    }

    @Test func `each digit is written in its place`() throws {
        for place in 0..<32 {
            let word = UInt64(0xA) << UInt64((15 - place % 16) * 4)
            let id = UniqueID(high: place < 16 ? word : 0, low: place < 16 ? 0 : word)
            var digits = Array(repeating: Character("0"), count: 32)
            digits[place] = "a"
            for hyphen in [20, 16, 12, 8] { digits.insert("-", at: hyphen) }
            #expect(id.description == String(digits))
            #expect(UniqueID(id.description) == id)
        }
    }
}
