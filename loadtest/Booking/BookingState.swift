import JSON

/// What the hub says of a booking, as far as the load test can know better.
struct BookingState: Equatable, Sendable {
    var flight: String
    var seats: [String]
    var status: String
    var paymentStatus: String

    init(flight: String, seats: [String], status: String, paymentStatus: String) {
        self.flight = flight
        self.seats = seats
        self.status = status
        self.paymentStatus = paymentStatus
    }

    /// Reads a booking as REST shows it.
    init?(_ json: JSONValue) {
        guard let flight = json["flight"]?["flightId"]?.asString,
            let seats = json["seats"]?.asArray?.compactMap(\.asString),
            let status = json["status"]?.asString,
            let paymentStatus = json["paymentStatus"]?.asString
        else { return nil }
        self.init(flight: flight, seats: seats, status: status, paymentStatus: paymentStatus)
    }
}
