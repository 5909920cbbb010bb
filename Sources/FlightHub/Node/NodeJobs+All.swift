import Booking
import Events

extension NodeJobs {
    /// Every job of a node.
    static func all(_ office: BookingOffice) -> [Job] {
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
