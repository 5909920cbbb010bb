package import Events
import JSON

/// The events of a seat: one a seat, with its whole public state.
package enum SeatEvents {
    /// `seat:locked`, `seat:booked` or `seat:released`, for what the seat is now.
    package static func changed(
        _ seat: Seat, at now: Timestamp, id: UniqueID = .random()
    ) -> NewEvent {
        NewEvent(
            id: id, type: type(of: seat), source: "/api/v1/flights",
            subject: "seat/\(seat.flightID)/\(seat.designator)", version: seat.version, time: now,
            data: JSONWriter.object { json in
                json.member("flightId", seat.flightID.description)
                SeatMapView.members(seat, in: &json)
            },
            topics: [Topic(.seats, seat.flightID)])
    }

    private static func type(of seat: Seat) -> String {
        switch seat.holding.state {
        case .locked: "seat:locked"
        case .booked: "seat:booked"
        case .available, .blocked: "seat:released"
        }
    }
}

extension Decision {
    /// Gives `seats`, as they were read, to `holding`, and emits an event for each.
    mutating func give(_ seats: [Seat], to holding: SeatHolding, at now: Timestamp) {
        guard !seats.isEmpty else { return }
        writes.append(.hold(seats, holding))
        events += seats.map { seat in
            var seat = seat
            seat.holding = holding
            seat.version += 1
            return SeatEvents.changed(seat, at: now)
        }
    }
}
