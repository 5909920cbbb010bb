/// What there is to read, and which read comes next: endpoints by weight, the rest at random.
struct ReadCatalogue: Sendable {
    private let flights: [ListedFlight]
    private let endpoints: [ReadEndpoint]
    private let revalidated: Double
    private var generator: SplitMix64
    /// The last tag of each path.
    private var tags = BoundedMemo<String, String>(capacity: 4_096)

    /// Reads of and around `flights`, which are some; without a token nothing that needs one.
    ///
    /// `revalidated` is the share of conditional requests where a tag is known.
    init(_ flights: [ListedFlight], isSignedIn: Bool, revalidated: Double, seed: UInt64) {
        precondition(!flights.isEmpty, "there is something to read")
        self.flights = flights
        self.revalidated = revalidated
        endpoints = ReadEndpoint.allCases.filter { isSignedIn || !$0.needsToken }
            .flatMap { repeatElement($0, count: $0.weight) }
        generator = SplitMix64(seed: seed)
    }

    /// The next read.
    mutating func next() -> ReadRequest {
        let endpoint = endpoints[Int.random(in: endpoints.indices, using: &generator)]
        let flight = flights[Int.random(in: flights.indices, using: &generator)]
        var request = Self.read(endpoint, flight)
        if endpoint.isConditional, let tag = tags[request.path],
            Double.random(in: 0..<1, using: &generator) < revalidated
        {
            request.tag = tag
        }
        return request
    }

    /// Remembers the tag of an answer.
    mutating func answered(_ request: ReadRequest, tag: String?) {
        if let tag, request.endpoint.isConditional { tags.keep(tag, for: request.path) }
    }

    private static func read(_ endpoint: ReadEndpoint, _ flight: ListedFlight) -> ReadRequest {
        switch endpoint {
        case .flightsOfDay:
            ReadRequest(
                endpoint: endpoint, path: "/flights",
                query: "origin=\(flight.origin)&date=\(flight.date)",
                elements: ["origin": flight.origin, "date": flight.date])
        case .flightsOfRoute:
            ReadRequest(
                endpoint: endpoint, path: "/flights",
                query: "origin=\(flight.origin)&destination=\(flight.destination)",
                elements: ["origin": flight.origin, "destination": flight.destination])
        case .flight:
            ReadRequest(
                endpoint: endpoint, path: "/flights/\(flight.id)",
                identity: ("flightId", flight.id))
        case .seatMap:
            ReadRequest(
                endpoint: endpoint, path: "/flights/\(flight.id)/seat-map",
                identity: ("flightId", flight.id))
        case .airport:
            ReadRequest(
                endpoint: endpoint, path: "/airports/\(flight.origin)",
                identity: ("iata", flight.origin))
        case .airlines:
            ReadRequest(endpoint: endpoint, path: "/airlines", elements: [:])
        case .health:
            ReadRequest(endpoint: endpoint, path: "/health", identity: ("status", "ready"))
        case .bookings:
            ReadRequest(
                endpoint: endpoint, path: "/bookings", query: "status=confirmed",
                elements: ["status": "confirmed"])
        }
    }
}
