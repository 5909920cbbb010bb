import Events
import Testing

@Suite struct `Timestamps in RFC 3339` {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1970-01-01T00:00:00.5Z", 500_000),
            ("2026-11-21T02:30:00.123Z", 1_795_228_200_123_000),
            ("2024-02-29T23:59:59.999999Z", 1_709_251_199_999_999),
            ("1969-12-31T23:59:59.000Z", -1_000_000),
        ] as [(String, Int64)])
    func `are read`(text: String, microseconds: Int64) {
        #expect(Timestamp(rfc3339: text)?.microseconds == microseconds)
    }

    @Test func `are read as they are written`() {
        let time = Timestamp(microseconds: 1_795_228_200_123_000)
        #expect(Timestamp(rfc3339: time.description) == time)
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z", "1970-01-01T00:00:00.000000Z"),
            (-1, "1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999999Z"),
            (1_709_251_199_007_042, "2024-02-29T23:59:59.007Z", "2024-02-29T23:59:59.007042Z"),
            (-59_011_459_200_000_000, "0100-01-01T00:00:00.000Z", "0100-01-01T00:00:00.000000Z"),
        ] as [(Int64, String, String)])
    func `are written with every zero`(microseconds: Int64, short: String, exact: String) {
        let time = Timestamp(microseconds: microseconds)
        #expect(time.description == short)
        #expect(time.exactDescription == exact)
    }

    @Test(arguments: [
        "", "2026-11-21", "2026-11-21T02:30:00", "2026-11-21 02:30:00Z", "2026-11-21T02:30:00z",
        "2026-11-21T02:30:00+00:00", "2026-02-30T02:30:00Z", "2026-11-21T24:00:00Z",
        "2026-11-21T02:60:00Z", "2026-11-21T02:30:60Z", "2026-11-21T02:30:00.Z",
        "2026-11-21T02:30:00.1234567Z", "2026-11-21T02:30:00.1x3Z", "2026-11-21T02:30:0+.1Z",
    ])
    func `are refused otherwise`(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }
}
