package import Events

/// The kinds of passengers that a fare distinguishes.
package enum PassengerType: String, CaseIterable, Hashable, Sendable {
    case adult, child
    case infantWithoutSeat = "infant_without_seat"

    /// Whether such a passenger needs a seat of his own.
    package var takesSeat: Bool { self != .infantWithoutSeat }
}

/// The titles that a passenger may have.
package enum PassengerTitle: String, CaseIterable, Hashable, Sendable {
    case mr, ms, mrs, miss, dr
}

/// The genders of travel documents (ICAO 9303).
package enum PassengerGender: String, CaseIterable, Hashable, Sendable {
    case male = "m"
    case female = "f"
    case unspecified = "x"
}

/// Somebody who travels.
///
/// Never part of an event.
package struct Passenger: Hashable, Sendable {
    /// Its name.
    package let id: UniqueID
    /// The name that the booker used, to match a place of a seat lock.
    package let ref: String?
    /// What the fare depends on.
    package let type: PassengerType
    /// How to address the passenger.
    package let title: PassengerTitle?
    /// As in the travel document.
    package let givenName: String
    /// As in the travel document.
    package let familyName: String
    /// The day of birth.
    package let bornOn: CivilDate
    /// As in the travel document.
    package let gender: PassengerGender?
    /// The seat; nil for an infant without one.
    package var seat: SeatDesignator?
    /// The class of travel of the seat, or of the person who carries the infant.
    package var cabin: Cabin
    /// What this passenger's place costs.
    package var price: Money

    /// A passenger with these values.
    package init(
        id: UniqueID, ref: String?, type: PassengerType, title: PassengerTitle?,
        givenName: String, familyName: String, bornOn: CivilDate, gender: PassengerGender?,
        seat: SeatDesignator?, cabin: Cabin, price: Money
    ) {
        self.id = id
        self.ref = ref
        self.type = type
        self.title = title
        self.givenName = givenName
        self.familyName = familyName
        self.bornOn = bornOn
        self.gender = gender
        self.seat = seat
        self.cabin = cabin
        self.price = price
    }
}

/// How to reach who booked.
///
/// Never part of an event.
package struct Contact: Hashable, Sendable {
    /// An e-mail address.
    package let email: String
    /// E.164, such as `+442071838750`.
    package let phone: String?

    /// A contact.
    package init(email: String, phone: String?) {
        self.email = email
        self.phone = phone
    }
}
