package import Events

/// What status a flight has by its times: `domain.md` 3.4.
package enum StatusRules {
    /// A departure this much behind the schedule is delayed.
    package static let delayThreshold = Duration.seconds(900)
    /// Boarding begins so long before departure.
    package static let boardingTime = Duration.seconds(3_600)
    /// The one draw of a simulated delay is made when departure is this near.
    package static let drawTime = Duration.seconds(7_200)

    /// The status by the times alone; the first rule that holds wins.
    package static func status(of flight: Flight, at now: Timestamp) -> FlightStatus {
        let departure = flight.departure.best
        switch flight.status {
        case .cancelled, .diverted: return flight.status
        case _ where now >= flight.arrival.best: return .landed
        case _ where now >= departure: return .inAir
        case _ where now >= departure - boardingTime: return .boarding
        case _ where departure - flight.departure.scheduled >= delayThreshold: return .delayed
        default: return .scheduled
        }
    }

    /// Whether a flight may go from one status to another: forwards in its day, from boarding
    /// back to delayed, to cancelled from everywhere on the ground, to diverted from the air.
    package static func mayGo(from: FlightStatus, to: FlightStatus) -> Bool {
        switch (from, to) {
        case (.scheduled, .delayed), (.scheduled, .boarding), (.scheduled, .inAir),
            (.scheduled, .landed), (.scheduled, .cancelled),
            (.delayed, .boarding), (.delayed, .inAir), (.delayed, .landed), (.delayed, .cancelled),
            (.boarding, .delayed), (.boarding, .inAir), (.boarding, .landed),
            (.boarding, .cancelled),
            (.inAir, .landed), (.inAir, .diverted):
            true
        default: false
        }
    }

    /// The flight as the job leaves it; nil when nothing is to be done.
    ///
    /// `delay` is asked once in a flight's life, and its answer is kept in the estimated times.
    package static func refreshed(
        _ flight: Flight, at now: Timestamp, delay: ((Flight) -> Duration?)?
    ) -> Flight? {
        guard !flight.status.isFinal else { return nil }
        if let until = flight.manualUntil, now < until { return nil }
        var next = flight
        if let delay, flight.delayDrawnAt == nil, isDue(flight, at: now) {
            next.delayDrawnAt = now
            if let delay = delay(flight) { next.postpone(by: delay) }
        }
        let status = status(of: next, at: now)
        if mayGo(from: flight.status, to: status) {
            next.status = status
            next.statusSource = .job
        }
        guard next != flight else { return nil }
        next.version += 1
        return next
    }

    /// A draw comes between T-120 min and departure, if nobody has said when the flight leaves.
    private static func isDue(_ flight: Flight, at now: Timestamp) -> Bool {
        flight.departure.estimated == nil && flight.departure.actual == nil
            && now >= flight.departure.scheduled - drawTime && now < flight.departure.scheduled
    }
}

extension Flight {
    /// Moves the estimated times of departure and arrival.
    mutating func postpone(by delay: Duration) {
        departure.estimated = (departure.estimated ?? departure.scheduled) + delay
        arrival.estimated = (arrival.estimated ?? arrival.scheduled) + delay
    }
}
