package import Accounts
package import Events

/// What becomes of one value in a merge patch (RFC 7396).
package enum FieldChange<Value: Hashable & Sendable>: Hashable, Sendable {
    /// The patch does not name it.
    case keep
    /// The patch gives a value, or null.
    case set(Value?)

    func applied(to value: Value?) -> Value? {
        switch self {
        case .keep: value
        case .set(let new): new
        }
    }
}

/// What somebody changes of one end of a flight.
package struct MovementChange: Hashable, Sendable {
    /// The times beside the scheduled one, and the place.
    package var estimated = FieldChange<Timestamp>.keep
    package var actual = FieldChange<Timestamp>.keep
    package var terminal = FieldChange<String>.keep
    package var gate = FieldChange<String>.keep

    /// No change.
    package init() {}

    func apply(to movement: inout Movement) {
        movement.estimated = estimated.applied(to: movement.estimated)
        movement.actual = actual.applied(to: movement.actual)
        movement.terminal = terminal.applied(to: movement.terminal)
        movement.gate = gate.applied(to: movement.gate)
    }
}

/// What somebody changes of a flight by hand.
package struct FlightChange: Hashable, Sendable {
    /// The new status, its reason, and what changes of either end.
    package var status: FlightStatus?
    package var statusReason = FieldChange<String>.keep
    package var departure = MovementChange()
    package var arrival = MovementChange()
    package var baggage = FieldChange<String>.keep

    /// No change.
    package init() {}
}

extension BookingRules {
    /// The flight after `change`; nil when it is the same.
    ///
    /// A new estimated departure moves the estimated arrival along when the change names none. A
    /// change of times without a status gives the flight the status that the times say.
    package func changed(
        _ flight: Flight, by change: FlightChange, at now: Timestamp
    ) throws(BookingError) -> Flight? {
        try check(change)
        var next = flight
        change.departure.apply(to: &next.departure)
        change.arrival.apply(to: &next.arrival)
        if case .set(let estimated?) = change.departure.estimated,
            change.arrival.estimated == .keep
        {
            next.arrival.estimated =
                next.arrival.scheduled + (estimated - next.departure.scheduled)
        }
        guard next.departure.best < next.arrival.best else {
            throw .invalid([.init("/arrival", "the flight arrives after it has departed")])
        }
        next.baggage = change.baggage.applied(to: next.baggage)
        next.statusReason = change.statusReason.applied(to: next.statusReason)
        try setStatus(of: &next, to: change.status, at: now)
        guard next != flight else { return nil }
        next.version += 1
        return next
    }

    private func setStatus(
        of flight: inout Flight, to status: FlightStatus?, at now: Timestamp
    ) throws(BookingError) {
        if let status {
            guard status != flight.status else { return }
            guard StatusRules.mayGo(from: flight.status, to: status) else {
                throw .illegalTransition(from: flight.status, to: status)
            }
            flight.status = status
            flight.statusSource = .manual
            flight.manualUntil = now + manualStatusHold
        } else if flight.manualUntil.map({ $0 <= now }) ?? true {
            let status = StatusRules.status(of: flight, at: now)
            guard StatusRules.mayGo(from: flight.status, to: status) else { return }
            flight.status = status
            flight.statusSource = .job
        }
    }

    private func check(_ change: FlightChange) throws(BookingError) {
        let texts: [(String, FieldChange<String>, Int)] = [
            ("/departure/terminal", change.departure.terminal, 8),
            ("/departure/gate", change.departure.gate, 8),
            ("/arrival/terminal", change.arrival.terminal, 8),
            ("/arrival/gate", change.arrival.gate, 8),
            ("/baggage", change.baggage, 8), ("/statusReason", change.statusReason, 200),
        ]
        let violations = texts.compactMap { pointer, text, limit -> BookingError.Violation? in
            guard case .set(let value?) = text else { return nil }
            let isFine =
                (1...limit).contains(value.unicodeScalars.count)
                && value.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
            return isFine ? nil : .init(pointer, "1 to \(limit) characters, one line")
        }
        guard violations.isEmpty else { throw .invalid(violations) }
    }

    /// Throws unless `principal` may change flights of `airline`.
    package func requireOperator(
        of airline: AirlineCode, _ principal: Principal
    ) throws(BookingError) {
        switch principal.role {
        case .admin: return
        case .airlineAgent where principal.airline == airline.description: return
        case .airlineAgent: throw .forbidden("Only the airline's own agents change its flights.")
        case .businessOwner, .travelAgent, .customer:
            throw .forbidden("Only airline agents and administrators change flights.")
        }
    }
}
