package import Events

/// What a use case reads inside its transaction.
///
/// Calls come one at a time.
///
/// Reads say what they lock; locked rows stay as they were read until the end.
package protocol BookingTransaction: Sendable {
    /// The database's clock at the start of the transaction.
    func now() async throws(BookingError) -> Timestamp

    /// A flight and those of `designators` that it has. Locks the seats, not the flight.
    func seats(_ designators: [SeatDesignator], of flight: UniqueID)
        async throws(BookingError) -> SeatReading

    /// Locks with the seats that they still hold, and their flight. Locks all of them; the
    /// flight in a way that only those who change it wait for.
    func locks(_ ids: [UniqueID], of flight: UniqueID?)
        async throws(BookingError) -> LockReading

    /// A booking with what belongs to it. Locks the booking, the seats that it holds, its
    /// payments and, when it has one, its agency's account.
    func booking(_ key: BookingKey) async throws(BookingError) -> BookingDossier?

    /// Unpaid bookings whose time is over, the oldest first, without those that others have
    /// locked. Locks as `booking` does.
    func lapsedBookings(limit: Int) async throws(BookingError) -> [BookingDossier]

    /// Seats with a lapsed lock that no booking uses, without those that others have locked.
    /// Locks them.
    func lapsedSeats(limit: Int) async throws(BookingError) -> [Seat]

    /// A flight and its confirmed bookings. Locks them.
    func flight(_ id: UniqueID) async throws(BookingError) -> FlightDossier?

    /// An agency. Locks its account.
    func agency(_ id: UniqueID) async throws(BookingError) -> Agency?

    /// Whether there is an active account with this id.
    func hasAccount(_ id: UniqueID) async throws(BookingError) -> Bool
}

/// A flight and some of its seats.
package struct SeatReading: Sendable {
    /// The flight; nil when there is none.
    package let flight: Flight?
    /// Those seats that exist, in order.
    package let seats: [Seat]

    /// What was read.
    package init(flight: Flight?, seats: [Seat]) {
        self.flight = flight
        self.seats = seats
    }
}

/// Seat locks with what they hold.
package struct LockReading: Sendable {
    /// The flight that was asked for, or that of the first lock; nil when there is none.
    package let flight: Flight?
    /// Those locks that exist.
    package let locks: [SeatLock]
    /// The seats that they hold, in order; a lapsed seat may be held by somebody else now.
    package let seats: [Seat]

    /// What was read.
    package init(flight: Flight?, locks: [SeatLock], seats: [Seat]) {
        self.flight = flight
        self.locks = locks
        self.seats = seats
    }
}

/// A booking with everything that a change of it needs.
package struct BookingDossier: Sendable, Hashable {
    /// The booking with its passengers.
    package let booking: BookingRecord
    /// Its flight.
    package let flight: Flight
    /// The seats that it holds now, in order: fewer than it names when others have taken them.
    package let seats: [Seat]
    /// Its payments, the oldest first.
    package let payments: [Payment]
    /// The agency that sold it.
    package let agency: Agency?

    /// A booking with what belongs to it.
    package init(
        booking: BookingRecord, flight: Flight, seats: [Seat], payments: [Payment],
        agency: Agency?
    ) {
        self.booking = booking
        self.flight = flight
        self.seats = seats
        self.payments = payments
        self.agency = agency
    }
}

/// What an event about a booking needs to know of it.
package struct BookingSummary: Sendable, Hashable {
    /// The booking.
    package let id: UniqueID
    /// Its locator.
    package let pnr: PNR
    /// Its status.
    package let status: BookingStatus
    /// Where the money is.
    package let paymentStatus: PaymentStatus
    /// The flight's airline.
    package let airline: AirlineCode
    /// Whose it is.
    package let customerID: UniqueID
    /// The agency that sold it.
    package let agencyID: UniqueID?
    /// The row's version.
    package let version: Int64

    /// A summary.
    package init(
        id: UniqueID, pnr: PNR, status: BookingStatus, paymentStatus: PaymentStatus,
        airline: AirlineCode, customerID: UniqueID, agencyID: UniqueID?, version: Int64
    ) {
        self.id = id
        self.pnr = pnr
        self.status = status
        self.paymentStatus = paymentStatus
        self.airline = airline
        self.customerID = customerID
        self.agencyID = agencyID
        self.version = version
    }
}

/// A flight with the bookings that a change of it concerns.
package struct FlightDossier: Sendable, Hashable {
    /// The flight.
    package let flight: Flight
    /// Its confirmed bookings, by id.
    package let bookings: [BookingSummary]

    /// A flight with its bookings.
    package init(flight: Flight, bookings: [BookingSummary]) {
        self.flight = flight
        self.bookings = bookings
    }
}
