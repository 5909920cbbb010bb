package import Events
import JSON

/// The events of a flight.
///
/// Each carries everything that everyone may know of it.
package enum FlightEvents {
    /// `flight:status_changed`, `flight:gate_changed` or `flight:updated`, whichever tells most;
    /// `changed` names everything that differs from before.
    package static func changed(
        from old: Flight, to flight: Flight, at now: Timestamp, id: UniqueID = .random()
    ) -> NewEvent {
        let changed = names(from: old, to: flight)
        let places: Set = [
            "departure.gate", "departure.terminal", "arrival.gate",
            "arrival.terminal", "baggage",
        ]
        let type =
            old.status != flight.status
            ? "flight:status_changed"
            : changed.contains(where: places.contains) ? "flight:gate_changed" : "flight:updated"
        return NewEvent(
            id: id, type: type, source: "/api/v1/flights", subject: "flight/\(flight.id)",
            version: flight.version, time: now,
            data: JSONWriter.object(capacity: 1_024) { json in
                FlightView.members(flight, in: &json)
                json.member("previousStatus", old.status.rawValue)
                json.member("changed", array: { json in changed.forEach { json.string($0) } })
            },
            topics: topics(of: flight))
    }

    private static func topics(of flight: Flight) -> [Topic] {
        [
            Topic(.flight, flight.id), Topic(.airport, flight.departure.airport),
            Topic(.airport, flight.arrival.airport), Topic(.airline, flight.airline),
        ]
    }

    /// The members of a flight that differ, by their names in JSON.
    static func names(from old: Flight, to new: Flight) -> [String] {
        let fields: [(String, Bool)] = [
            ("status", old.status != new.status),
            ("statusReason", old.statusReason != new.statusReason),
            ("departure.estimated", old.departure.estimated != new.departure.estimated),
            ("departure.actual", old.departure.actual != new.departure.actual),
            ("departure.terminal", old.departure.terminal != new.departure.terminal),
            ("departure.gate", old.departure.gate != new.departure.gate),
            ("arrival.estimated", old.arrival.estimated != new.arrival.estimated),
            ("arrival.actual", old.arrival.actual != new.arrival.actual),
            ("arrival.terminal", old.arrival.terminal != new.arrival.terminal),
            ("arrival.gate", old.arrival.gate != new.arrival.gate),
            ("baggage", old.baggage != new.baggage),
        ]
        return fields.filter(\.1).map(\.0)
    }
}
