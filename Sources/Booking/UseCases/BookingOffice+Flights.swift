package import Accounts
package import Events

/// What a run of the status job did.
package struct StatusRun: Hashable, Sendable {
    /// The flights that it looked at.
    package let checked: Int
    /// Those that it changed.
    package let changed: Int
}

extension BookingOffice {
    /// Changes a flight by hand; `version` is the one that the caller has seen, if he says so.
    package func changeFlight(
        _ id: UniqueID, _ change: FlightChange, version: Int64?, by principal: Principal
    ) async throws(BookingError) -> Committed<Reply> {
        try await store.transact { (transaction) async throws(BookingError) in
            guard let dossier = try await transaction.flight(id) else { throw .flightNotFound }
            let flight = dossier.flight
            try rules.requireOperator(of: flight.airline, principal)
            if let version, version != flight.version {
                throw .versionMismatch(current: flight.version)
            }
            let now = try await transaction.now()
            let next = try rules.changed(flight, by: change, at: now) ?? flight
            return dossier.decision(for: next, at: now) { next in
                Reply(status: 200, version: next.version, body: FlightView.entry(next))
            }
        }
    }

    /// Gives every flight of the day the status that its times say: one transaction for each flight
    /// that changes.
    ///
    /// Throws `forbidden` for who may not start it; nil is the clock's own.
    package func refreshStatuses(
        by principal: Principal? = nil
    ) async throws(BookingError) -> StatusRun {
        if let principal, principal.role != .admin, principal.role != .airlineAgent {
            throw .forbidden("Only airline agents and administrators start this job.")
        }
        let (flights, now) = try await queries.flightsToCheck()
        var changed = 0
        for flight in flights
        where StatusRules.refreshed(flight, at: now, delay: delay?.delay(of:)) != nil {
            if try await refresh(flight.id) { changed += 1 }
        }
        return StatusRun(checked: flights.count, changed: changed)
    }

    private func refresh(_ id: UniqueID) async throws(BookingError) -> Bool {
        try await store.transact { (transaction) async throws(BookingError) in
            let dossier = try await transaction.flight(id)
            let now = try await transaction.now()
            guard let dossier,
                let next = StatusRules.refreshed(
                    dossier.flight, at: now, delay: delay?.delay(of:))
            else { return Decision(writes: [], events: [], outcome: false) }
            return dossier.decision(for: next, at: now) { _ in true }
        }.outcome
    }
}

extension FlightDossier {
    /// Writes the flight and tells everyone whom the change concerns.
    ///
    /// What nobody can see, such as a draw that delayed nothing, is written without an event.
    fileprivate func decision<Outcome>(
        for next: Flight, at now: Timestamp, _ outcome: (Flight) -> Outcome
    ) -> Decision<Outcome> {
        var decision = Decision(writes: [], events: [], outcome: outcome(next))
        guard next != flight else { return decision }
        decision.writes.append(.updateFlight(next))
        guard !FlightEvents.names(from: flight, to: next).isEmpty else { return decision }
        decision.events.append(FlightEvents.changed(from: flight, to: next, at: now))
        let touched = bookings.map(\.next)
        guard !touched.isEmpty else { return decision }
        decision.writes.append(.touchBookings(touched, at: now))
        decision.events += touched.map {
            BookingEvents.updated($0, from: flight, to: next, at: now)
        }
        return decision
    }
}

extension BookingSummary {
    /// The summary with the next version.
    fileprivate var next: BookingSummary {
        BookingSummary(
            id: id, pnr: pnr, status: status, paymentStatus: paymentStatus, airline: airline,
            customerID: customerID, agencyID: agencyID, version: version + 1)
    }
}
