package import Events

/// Somebody who shall travel, as the caller describes it.
package struct PassengerDetails: Hashable, Sendable {
    /// Matches a place of a seat lock.
    package var ref: String?
    package var type: PassengerType
    package var title: PassengerTitle?
    package var givenName: String
    package var familyName: String
    package var bornOn: CivilDate
    package var gender: PassengerGender?

    /// A passenger's details; `checked` looks at them.
    package init(
        ref: String? = nil, type: PassengerType, title: PassengerTitle? = nil,
        givenName: String, familyName: String, bornOn: CivilDate, gender: PassengerGender? = nil
    ) {
        self.ref = ref
        self.type = type
        self.title = title
        self.givenName = givenName
        self.familyName = familyName
        self.bornOn = bornOn
        self.gender = gender
    }
}

/// Asks for a booking of locked seats.
package struct HoldRequest: Hashable, Sendable {
    /// The flight of all the seats.
    package var flightID: UniqueID
    /// The locks whose seats become the booking's.
    package var seatLockIDs: [UniqueID]
    package var passengers: [PassengerDetails]
    package var contact: Contact
    /// What the caller expects to pay for everyone together.
    package var expectedTotal: Money
    /// For whom an agent or administrator books; nil for the caller.
    package var customerID: UniqueID?

    /// A request.
    package init(
        flightID: UniqueID, seatLockIDs: [UniqueID], passengers: [PassengerDetails],
        contact: Contact, expectedTotal: Money, customerID: UniqueID? = nil
    ) {
        self.flightID = flightID
        self.seatLockIDs = seatLockIDs
        self.passengers = passengers
        self.contact = contact
        self.expectedTotal = expectedTotal
        self.customerID = customerID
    }
}
