import Net

extension BookingRush {
    /// Asks the hub for every acknowledged booking and for the flights' seat maps, and compares.
    ///
    /// Throws when the hub does not answer: then there is no truth.
    func truth(
        of flights: [String]
    ) async throws -> (verdict: SaleCheck.Verdict, digests: [String: UInt64]) {
        let ids = ledger.bookings
        let found = try await each(ids) { rush, id in
            try await rush.api(rush.crew.auditor).booking(id)
        }
        let maps = try await each(flights) { rush, id in
            try await rush.api(nil).seatMap(of: id)
        }
        var bookings: [String: BookingState] = [:]
        for (id, state) in zip(ids, found) { bookings[id] = state }
        var seats: [SeatPlace: String] = [:]
        var digests: [String: UInt64] = [:]
        for (flight, map) in zip(flights, maps) {
            digests[flight] = SeatView.digest(ofSeatMap: map)
            for seat in SeatMapReading.seats(of: map) {
                seats[SeatPlace(flight: flight, designator: seat.designator)] = seat.state
            }
        }
        let check = SaleCheck(ledger: ledger, bookings: bookings, seats: seats, time: .now)
        return (check.verdict(), digests)
    }

    /// The answers to a question about each of `ids`, as many at once as there are connections.
    private func each<Answer: Sendable>(
        _ ids: [String],
        _ ask: @escaping @Sendable (isolated BookingRush, String) async throws -> Answer
    ) async throws -> [Answer] {
        let width = plan.connections
        let answers = try await withThrowingTaskGroup(of: [Int: Answer].self) { group in
            for worker in 0..<min(width, ids.count) {
                group.addTask {
                    var answers: [Int: Answer] = [:]
                    for index in stride(from: worker, to: ids.count, by: width) {
                        answers[index] = try await ask(self, ids[index])
                    }
                    return answers
                }
            }
            var all: [Int: Answer] = [:]
            for try await part in group { all.merge(part) { first, _ in first } }
            return all
        }
        return ids.indices.compactMap { answers[$0] }
    }
}
