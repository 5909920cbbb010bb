import Booking
import Events
import Store

extension NodeJobs {
    /// How long events are kept for those who come back: `domain.md` 1.13.
    private static let eventAge = Duration.seconds(7 * 86_400)

    /// Every job of a node: what people wait for first, then the housekeeping.
    static func all(_ office: BookingOffice, _ database: Database, scheduleDays: Int) -> [Job] {
        bookingJobs(office) + [
            Job(name: "schedule", interval: .seconds(3_600)) {
                try await Seed(database).topUp(daysAhead: scheduleDays)
            },
            Job(name: "old requests", interval: .seconds(600)) {
                try await database.forgetOldRequests()
            },
            Job(name: "ended sessions", interval: .seconds(3_600)) {
                // An access token may outlive the last refresh token by an hour, and a node that
                // starts must still learn that its session was revoked.
                try await PostgresAccountStore(database, committed: {})
                    .purgeSessions(
                        expiredBefore: WallClock.now() - .seconds(3_600), limit: 10_000)
            },
            Job(name: "old events", interval: .seconds(3_600)) {
                _ = try await EventRetention(database).run(keeping: eventAge)
                return 0
            },
        ]
    }

    private static func bookingJobs(_ office: BookingOffice) -> [Job] {
        [
            Job(name: "lapsed seat locks", interval: .seconds(5)) {
                try await office.releaseLapsedSeats()
            },
            Job(name: "lapsed bookings", interval: .seconds(15)) {
                try await office.expireBookings()
            },
            Job(name: "flight statuses", interval: .seconds(120)) {
                try await office.refreshStatuses().changed
            },
        ]
    }
}
