import JSON

/// A flight as lists show it.
struct ListedFlight: Sendable, Equatable {
    let id: String
    let airline: String
    let date: String
    let origin: String
    let destination: String
    /// Free seats, in all cabins.
    let available: Int64

    /// Reads an element of the list.
    init?(_ json: JSONValue) {
        guard let id = json["flightId"]?.asString, let airline = json["airline"]?.asString,
            let date = json["date"]?.asString, let origin = json["origin"]?.asString,
            let destination = json["destination"]?.asString
        else { return nil }
        self.id = id
        self.airline = airline
        self.date = date
        self.origin = origin
        self.destination = destination
        available = (json["cabins"]?.asArray ?? [])
            .reduce(0) { $0 + ($1["available"]?.asInteger ?? 0) }
    }
}
