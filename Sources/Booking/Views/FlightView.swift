import Events
package import JSON

/// How a flight is shown: in lists, on boards, in its own view and in every `flight:` event.
package enum FlightView {
    /// Writes what everyone may know of a flight, without its cabins.
    ///
    /// A board entry, a snapshot and an event carry the same members, so that each replaces the
    /// others.
    package static func members(_ flight: Flight, in json: inout JSONWriter) {
        json.member("flightId", flight.id.description)
        json.member("flightNumber", flight.flightNumber)
        json.member("airline", flight.airline.description)
        json.member("date", flight.serviceDate.description)
        json.member("origin", flight.departure.airport.description)
        json.member("destination", flight.arrival.airport.description)
        json.member("status", flight.status.rawValue)
        json.member("statusSource", flight.statusSource.rawValue)
        json.member("statusReason", ifPresent: flight.statusReason)
        json.member("delayMinutes", flight.delayMinutes)
        json.member("departure", object: { movement(flight.departure, in: &$0) })
        json.member(
            "arrival",
            object: { json in
                movement(flight.arrival, in: &json)
                json.member("baggage", ifPresent: flight.baggage)
            })
        json.member(
            "aircraft",
            object: { json in
                json.member("type", flight.aircraftType)
                json.member("name", ifPresent: AircraftType.known[flight.aircraftType]?.name)
            })
        json.member("source", "house")
        json.member("version", flight.version)
    }

    /// A flight without its cabins, as one object.
    package static func entry(_ flight: Flight) -> [UInt8] {
        JSONWriter.object(capacity: 768) { members(flight, in: &$0) }
    }

    /// A flight with its cabins, as one object.
    package static func full(_ offer: FlightOffer) -> [UInt8] {
        JSONWriter.object(capacity: 1_024) { json in
            members(offer.flight, in: &json)
            json.member(
                "cabins",
                array: { json in
                    for cabin in offer.cabins { json.object { members(cabin, of: offer, in: &$0) } }
                })
        }
    }

    private static func movement(_ movement: Movement, in json: inout JSONWriter) {
        let offset = movement.offsetMinutes
        json.member("airport", movement.airport.description)
        json.member("city", movement.city)
        json.member("timeZone", movement.timeZone)
        json.member("scheduled", ifPresent: movement.scheduled, offsetMinutes: offset)
        json.member("estimated", ifPresent: movement.estimated, offsetMinutes: offset)
        json.member("actual", ifPresent: movement.actual, offsetMinutes: offset)
        json.member("terminal", ifPresent: movement.terminal)
        json.member("gate", ifPresent: movement.gate)
    }

    private static func members(
        _ cabin: CabinAvailability, of offer: FlightOffer, in json: inout JSONWriter
    ) {
        json.member("cabin", cabin.cabin.rawValue)
        json.member("capacity", cabin.capacity)
        json.member("available", cabin.available)
        if let fare = offer.flight.fare(in: cabin.cabin) { json.member("fromPrice", fare) }
    }
}
