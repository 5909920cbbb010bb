/// The times and limits of locking and booking, the same for every caller.
package struct BookingRules: Sendable, Hashable {
    /// How long a seat lock stands: `domain.md` 1.13.
    package var seatLockTTL = Duration.seconds(600)
    /// How long a booking may stay unpaid: `domain.md` 1.11, row 27.
    package var bookingTTL = Duration.seconds(1_800)
    /// How long before departure the last booking is made, and every unpaid one expires: after
    /// that the aircraft boards.
    package var salesEndBefore = Duration.seconds(3_600)
    /// Seats in a lock, locks in a booking and passengers in a booking: a group has its own way.
    package var partyLimit = 9
    /// How long the status job leaves a status alone that a person set: `domain.md` 3.4.
    package var manualStatusHold = Duration.seconds(1_800)
    /// Bookings or seats that one sweep changes; the next sweep takes the rest.
    package var sweepLimit = 100
    /// The largest deposit, in smallest units; the account holds 12 digits before the point.
    package var depositLimit: Int64 = 999_999_999_999

    /// The defaults.
    package init() {}
}
