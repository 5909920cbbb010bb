package import Events

/// A booking of seats on one flight.
package struct BookingRecord: Hashable, Sendable {
    /// How a booking was cancelled.
    package struct Cancellation: Hashable, Sendable {
        /// Why.
        package let reason: CancellationReason
        /// The account that did it.
        package let by: UniqueID
        /// When.
        package let at: Timestamp

        /// A cancellation.
        package init(reason: CancellationReason, by: UniqueID, at: Timestamp) {
            self.reason = reason
            self.by = by
            self.at = at
        }
    }

    /// Its name.
    package let id: UniqueID
    /// The name that people use.
    package let pnr: PNR
    /// How it came about.
    package let type: BookingType
    /// Whether the seats are held, sold or gone.
    package var status: BookingStatus
    /// Where the money is.
    package var paymentStatus: PaymentStatus
    /// Whether tickets have been issued.
    package var ticketing: TicketingStatus
    /// What is booked.
    package let flightID: UniqueID
    /// The flight's airline, for rights and topics.
    package let airline: AirlineCode
    /// Whose it is.
    package let customerID: UniqueID
    /// Who made it: the customer, or an agent for the customer.
    package let createdBy: UniqueID
    /// The agency that sold it.
    package let agencyID: UniqueID?
    /// Everyone who travels, in the order of the request.
    package var passengers: [Passenger]
    /// How to reach who booked.
    package let contact: Contact
    /// The sum of the passengers' prices.
    package let total: Money
    /// When it was made.
    package let createdAt: Timestamp
    /// When it was last changed.
    package var updatedAt: Timestamp
    /// Until when it must be paid.
    package let expiresAt: Timestamp
    /// How it was cancelled, if it was.
    package var cancellation: Cancellation?
    /// The row's version.
    package var version: Int64

    /// A booking with these values.
    package init(
        id: UniqueID, pnr: PNR, type: BookingType, status: BookingStatus,
        paymentStatus: PaymentStatus, ticketing: TicketingStatus, flightID: UniqueID,
        airline: AirlineCode, customerID: UniqueID, createdBy: UniqueID, agencyID: UniqueID?,
        passengers: [Passenger], contact: Contact, total: Money, createdAt: Timestamp,
        updatedAt: Timestamp, expiresAt: Timestamp, cancellation: Cancellation? = nil,
        version: Int64 = 1
    ) {
        self.id = id
        self.pnr = pnr
        self.type = type
        self.status = status
        self.paymentStatus = paymentStatus
        self.ticketing = ticketing
        self.flightID = flightID
        self.airline = airline
        self.customerID = customerID
        self.createdBy = createdBy
        self.agencyID = agencyID
        self.passengers = passengers
        self.contact = contact
        self.total = total
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.expiresAt = expiresAt
        self.cancellation = cancellation
        self.version = version
    }

    /// The locator with the house's prefix, as printed on papers.
    package var bookingReference: String { "FH-\(pnr)" }

    /// The seats, in order.
    package var seats: [SeatDesignator] { passengers.compactMap(\.seat).sorted() }
}
