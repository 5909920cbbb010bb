/// Everything that people and jobs do with flights, seats and bookings, over the store.
///
/// Each use case reads under row locks, lets the rules decide, and commits state and events
/// together. It throws what the rules throw, and `unavailable`.
package struct BookingOffice: Sendable {
    /// The times and limits.
    package let rules: BookingRules
    /// Reads that lock nothing.
    package let queries: any BookingQueries
    let store: any BookingStore
    let delay: SimulatedDelay?

    /// The use cases over this store; without `delay` no flight is delayed by itself.
    package init(
        store: any BookingStore, queries: any BookingQueries, delay: SimulatedDelay?,
        rules: BookingRules = BookingRules()
    ) {
        self.store = store
        self.queries = queries
        self.delay = delay
        self.rules = rules
    }
}
