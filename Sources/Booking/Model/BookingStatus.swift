/// Whether the seats of a booking are held, sold or gone.
package enum BookingStatus: String, CaseIterable, Hashable, Sendable {
    case pending, confirmed, cancelled, expired
}

/// Where the money for a booking is.
package enum PaymentStatus: String, CaseIterable, Hashable, Sendable {
    case unpaid, processing, paid, failed
    case partiallyRefunded = "partially_refunded"
    case refunded
}

/// Whether tickets have been issued.
package enum TicketingStatus: String, CaseIterable, Hashable, Sendable {
    case none, pending, issued, voided
}

/// How a booking came about.
package enum BookingType: String, CaseIterable, Hashable, Sendable {
    /// Seats are held until they are paid or the time is over.
    case hold
}

/// Why somebody cancels.
package enum CancellationReason: String, CaseIterable, Hashable, Sendable {
    case requestedByCustomer = "requested_by_customer"
    case duplicate
    case scheduleChange = "schedule_change"
    case fraudulent, other
}
