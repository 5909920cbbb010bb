package import Accounts
package import Events

/// The bookings that somebody may see.
package enum BookingScope: Hashable, Sendable {
    /// Every booking.
    case all
    /// The person's own, and every other without who travels and who booked.
    case redacted(or: UniqueID)
    /// The person's own, and those that the agency sold.
    case agency(UniqueID, or: UniqueID)
    /// The person's own, and those on the airline's flights.
    case airline(AirlineCode, or: UniqueID)
    /// The person's own.
    case own(UniqueID)

    /// What `principal` may list.
    package init(_ principal: Principal) {
        switch principal.role {
        case .admin: self = .all
        case .businessOwner: self = .redacted(or: principal.userID)
        case .travelAgent:
            self =
                principal.agencyID.map { .agency($0, or: principal.userID) }
                ?? .own(principal.userID)
        case .airlineAgent:
            self =
                principal.airline.flatMap { AirlineCode($0) }
                .map { .airline($0, or: principal.userID) } ?? .own(principal.userID)
        case .customer: self = .own(principal.userID)
        }
    }

    /// Whether `booking` may be seen in full and changed.
    package func contains(_ booking: BookingRecord) -> Bool {
        switch self {
        case .all: true
        case .redacted(let person): booking.customerID == person
        case .agency(let agency, let person):
            booking.agencyID == agency || booking.customerID == person
        case .airline(let airline, let person):
            booking.airline == airline || booking.customerID == person
        case .own(let person): booking.customerID == person
        }
    }
}
