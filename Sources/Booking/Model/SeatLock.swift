package import Events

/// Several seats of a flight held for one person for a while, all of them or none.
package struct SeatLock: Hashable, Sendable {
    /// A seat, with the name that the holder gave to who shall sit there.
    package struct Place: Hashable, Sendable {
        /// The seat.
        package let designator: SeatDesignator
        /// Matches `ref` of a passenger when the lock is booked.
        package let passengerRef: String?

        /// A place in a lock.
        package init(designator: SeatDesignator, passengerRef: String? = nil) {
            self.designator = designator
            self.passengerRef = passengerRef
        }
    }

    /// Its name.
    package let id: UniqueID
    /// The flight.
    package let flightID: UniqueID
    /// Whose it is: the account that asked for it.
    package let holderID: UniqueID
    /// Its seats, in order.
    package let places: [Place]
    /// When it was granted.
    package let createdAt: Timestamp
    /// When it lapses.
    package let expiresAt: Timestamp
    /// When it was given back or used for a booking; nil while it stands.
    package var endedAt: Timestamp?

    /// A lock with these values.
    package init(
        id: UniqueID, flightID: UniqueID, holderID: UniqueID, places: [Place],
        createdAt: Timestamp, expiresAt: Timestamp, endedAt: Timestamp? = nil
    ) {
        self.id = id
        self.flightID = flightID
        self.holderID = holderID
        self.places = places
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.endedAt = endedAt
    }
}
