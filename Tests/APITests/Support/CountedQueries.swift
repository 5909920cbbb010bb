import Booking
import Events
import Synchronization

/// The reads of a store, counted; their results can be held back.
final class CountedQueries: BookingQueries {
    private struct State {
        var reads = 0
        var versionReads = 0
        /// Results that arrive while this is there wait for it.
        var gate: Gate?
    }

    private let store: InMemoryBookingStore
    private let state = Mutex(State())

    init(_ store: InMemoryBookingStore) { self.store = store }

    /// How often a flight or a seat map was read.
    var reads: Int { state.withLock { $0.reads } }
    /// How often the version of a seat map alone was read.
    var versionReads: Int { state.withLock { $0.versionReads } }

    /// From now on the results of flights and seat maps wait for `gate`.
    func holdBack(with gate: Gate?) { state.withLock { $0.gate = gate } }

    func flight(_ id: UniqueID) async throws(BookingError) -> FlightOffer? {
        let offer = try await store.flight(id)
        await pass()
        return offer
    }

    func seatMap(of flight: UniqueID) async throws(BookingError) -> SeatMap? {
        let map = try await store.seatMap(of: flight)
        await pass()
        return map
    }

    func seatMapVersion(of flight: UniqueID) async throws(BookingError) -> Int64? {
        state.withLock { $0.versionReads += 1 }
        return try await store.seatMapVersion(of: flight)
    }

    private func pass() async {
        let gate = state.withLock { state in
            state.reads += 1
            return state.gate
        }
        // Others get a turn between a read and its answer, as they do with a real database.
        await Task.yield()
        await gate?.pass()
    }

    func flights(
        _ filter: FlightFilter, _ page: PageRequest
    ) async throws(BookingError) -> Page<FlightOffer> {
        try await store.flights(filter, page)
    }

    func board(of airport: AirportCode) async throws(BookingError) -> Board {
        try await store.board(of: airport)
    }

    func bookings(
        _ filter: BookingFilter, in scope: BookingScope, _ page: PageRequest
    ) async throws(BookingError) -> Page<BookingDetail> {
        try await store.bookings(filter, in: scope, page)
    }

    func booking(_ key: BookingKey) async throws(BookingError) -> BookingDetail? {
        try await store.booking(key)
    }

    func payment(_ id: UniqueID) async throws(BookingError)
        -> (payment: Payment, booking: BookingRecord)?
    {
        try await store.payment(id)
    }

    func agency(_ id: UniqueID) async throws(BookingError) -> Agency? {
        try await store.agency(id)
    }

    func flightsToCheck() async throws(BookingError) -> (flights: [Flight], now: Timestamp) {
        try await store.flightsToCheck()
    }
}

/// Where callers wait until the test lets them go.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var waiting: [CheckedContinuation<Void, Never>] = []
        var arrival: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// Waits until the gate is open.
    func pass() async {
        await withCheckedContinuation { continuation in
            let (isOpen, arrival) = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                defer { state.arrival = nil }
                return (state.isOpen, state.arrival)
            }
            if isOpen { continuation.resume() }
            arrival?.resume()
        }
    }

    /// Waits until somebody waits.
    func arrived() async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.waiting.isEmpty { state.arrival = continuation }
                return !state.waiting.isEmpty
            }
            if isThere { continuation.resume() }
        }
    }

    /// Lets everybody go.
    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}
