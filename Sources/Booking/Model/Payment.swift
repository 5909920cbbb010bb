package import Events

/// The ways to pay.
package enum PaymentMethod: String, CaseIterable, Hashable, Sendable {
    /// From the agency's account with the house.
    case balance
}

/// Where one payment is.
package enum PaymentState: String, CaseIterable, Hashable, Sendable {
    case succeeded, refunded
}

/// Money that was paid for a booking.
package struct Payment: Hashable, Sendable {
    /// Money that went back.
    package struct Refund: Hashable, Sendable {
        /// Its name.
        package let id: UniqueID
        /// How much.
        package let amount: Money
        /// When.
        package let at: Timestamp

        /// A refund.
        package init(id: UniqueID, amount: Money, at: Timestamp) {
            self.id = id
            self.amount = amount
            self.at = at
        }
    }

    /// Its name.
    package let id: UniqueID
    /// What it pays for.
    package let bookingID: UniqueID
    /// How it was paid.
    package let method: PaymentMethod
    /// The agency whose account it came from.
    package let agencyID: UniqueID
    /// Where it is.
    package var state: PaymentState
    /// How much.
    package let amount: Money
    /// The account that paid.
    package let createdBy: UniqueID
    /// When.
    package let createdAt: Timestamp
    /// The refund of the whole, if there was one.
    package var refund: Refund?
    /// The row's version.
    package var version: Int64

    /// A payment with these values.
    package init(
        id: UniqueID, bookingID: UniqueID, method: PaymentMethod, agencyID: UniqueID,
        state: PaymentState, amount: Money, createdBy: UniqueID, createdAt: Timestamp,
        refund: Refund? = nil, version: Int64 = 1
    ) {
        self.id = id
        self.bookingID = bookingID
        self.method = method
        self.agencyID = agencyID
        self.state = state
        self.amount = amount
        self.createdBy = createdBy
        self.createdAt = createdAt
        self.refund = refund
        self.version = version
    }
}
