package import Events

/// What everyone may know about a seat.
package enum SeatState: String, CaseIterable, Hashable, Sendable {
    case available, locked, booked, blocked
}

/// Who holds a seat.
package enum SeatHolding: Hashable, Sendable {
    /// Nobody.
    case available
    /// Nobody, and it is not for sale.
    case blocked
    /// Taken until a time by a lock, and by the unpaid booking that the lock was used for.
    case locked(lock: UniqueID, booking: UniqueID?, until: Timestamp)
    /// Sold to a booking.
    case booked(UniqueID)

    /// The part of it that everyone may know.
    package var state: SeatState {
        switch self {
        case .available: .available
        case .blocked: .blocked
        case .locked: .locked
        case .booked: .booked
        }
    }

    /// When a lock lapses.
    package var expiresAt: Timestamp? {
        if case .locked(_, _, let until) = self { until } else { nil }
    }
}

/// One seat of one flight: a row of its own, so that it can be held by one booking only.
package struct Seat: Hashable, Sendable {
    /// The flight.
    package let flightID: UniqueID
    /// Where it is.
    package let designator: SeatDesignator
    /// Its class of travel.
    package let cabin: Cabin
    /// Who holds it.
    package var holding: SeatHolding
    /// Rises by one with each change and never restarts.
    package var version: Int64

    /// A seat with these values.
    package init(
        flightID: UniqueID, designator: SeatDesignator, cabin: Cabin, holding: SeatHolding,
        version: Int64
    ) {
        self.flightID = flightID
        self.designator = designator
        self.cabin = cabin
        self.holding = holding
        self.version = version
    }

    /// Whether it can be taken now: free, or locked by a lock that has lapsed.
    package func isFree(at now: Timestamp) -> Bool {
        switch holding {
        case .available: true
        case .locked(_, _, let until): until <= now
        case .blocked, .booked: false
        }
    }
}
