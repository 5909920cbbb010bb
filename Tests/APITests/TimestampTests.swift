import Accounts
import Testing
import Wire

/// RFC 3339 as requests may write it, seen through a filter of bookings.
@Suite struct TimestampTests {
    private let api = APIFixture()

    private func isRead(_ time: String) async -> Bool {
        let escaped = time.replacing("+", with: "%2B")
        let response = await api.send(
            .get, "/api/v1/bookings?from=\(escaped)", token: api.token(.admin))
        return response.status == 200
    }

    @Test(arguments: [
        "2026-11-21T08:30:00Z", "2026-11-21t08:30:00z", "2026-11-21T08:30:00.1Z",
        "2026-11-21T08:30:00.123456789Z", "2026-11-21T08:30:60Z", "2024-02-29T23:59:59-12:00",
        "1900-01-01T00:00:00+14:00", "2999-12-31T23:59:59Z",
    ])
    func `a time with a zone is read`(time: String) async {
        #expect(await isRead(time))
    }

    @Test(arguments: [
        "", "2026-11-21", "2026-11-21T08:30:00", "2026-11-21 08:30:00Z", "2026-02-29T00:00:00Z",
        "2026-11-21T24:00:00Z", "2026-11-21T08:60:00Z", "2026-11-21T08:30:61Z",
        "2026-11-21T08:30:00.Z", "2026-11-21T08:30:00.1234567890Z", "2026-11-21T08:30:00+0100",
        "2026-11-21T08:30:00*01:00", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
        "2026-11-21T08:30:00ZZ", "2026-11-2aT08:30:00Z",
    ])
    func `what is none is refused`(time: String) async {
        #expect(await !isRead(time))
    }
}
