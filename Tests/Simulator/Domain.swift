import Events

/// What the world is about: a few flights, seats and bookings, and who follows them.
struct Domain {
    /// A thing that changes; each change is one event on all of its topics.
    struct Entity {
        let subject: String
        let type: String
        let source: String
        let topics: [Topic]
        /// The numbers of `topics`.
        let topicNumbers: [Int]
    }

    private(set) var entities: [Entity] = []
    /// Topics are numbered in the order in which entities name them.
    private var topicNumbers: [Topic: Int] = [:]
    private var entitiesByTopic: [[Int]] = []
    private var bySubject: [String: Int] = [:]
    let users: [UniqueID]
    let agencies: [UniqueID]
    let flights: [UniqueID]
    private(set) var bookings: [(id: UniqueID, user: Int, agency: Int)] = []
    let airports = ["LHR", "CDG", "AMS", "FRA"]
    let airlines = ["BA", "KL"]

    init(users userCount: Int) {
        users = (0..<userCount).map { Self.id(1, $0) }
        agencies = (0..<3).map { Self.id(2, $0) }
        flights = (0..<6).map { Self.id(3, $0) }
        for (number, flight) in flights.enumerated() {
            add(
                "flight/\(flight)", "flight:status-changed", "/api/v1/flights",
                [
                    Topic(.flight, flight), Topic(.airport, airports[number % 4]),
                    Topic(.airport, airports[(number + 1) % 4]), Topic(.analytics),
                ])
            for seat in 0..<6 {
                add(
                    "seat/\(flight)/\(seat + 1)A", "seat:changed", "/api/v1/flights",
                    [Topic(.seats, flight)])
            }
        }
        for number in 0..<12 {
            let booking = (id: Self.id(4, number), user: number % userCount, agency: number % 3)
            bookings.append(booking)
            add(
                "booking/\(booking.id)", "booking:changed", "/api/v1/bookings",
                [
                    Topic(.booking, booking.id), Topic(.user, users[booking.user]),
                    Topic(.agency, agencies[booking.agency]),
                    Topic(.airline, airlines[number % 2]), Topic(.ops),
                ])
        }
    }

    /// The entities whose changes are published on `topic`.
    func entities(on topic: Topic) -> [Int] { number(of: topic).map(entities(onTopic:)) ?? [] }

    /// The entities whose changes are published on the topic of this number.
    func entities(onTopic number: Int) -> [Int] { entitiesByTopic[number] }

    /// The number of a topic; nil for one that no entity is published on.
    func number(of topic: Topic) -> Int? { topicNumbers[topic] }

    /// The number of the topic that is written so; nil for one that no entity is published on.
    ///
    /// By its bits: text is slow to hash.
    func number(ofTopic name: String) -> Int? {
        (try? Topic(parsing: name)).flatMap { number(of: $0) }
    }

    /// How many topics there are.
    var topicCount: Int { entitiesByTopic.count }

    /// The entity that `subject` names; nil for what is none of them.
    func entity(_ subject: String) -> Int? { bySubject[subject] }

    private mutating func add(
        _ subject: String, _ type: String, _ source: String, _ topics: [Topic]
    ) {
        let numbers = topics.map { intern($0) }
        for number in numbers { entitiesByTopic[number].append(entities.count) }
        bySubject[subject] = entities.count
        entities.append(
            Entity(
                subject: subject, type: type, source: source, topics: topics,
                topicNumbers: numbers))
    }

    private mutating func intern(_ topic: Topic) -> Int {
        if let known = topicNumbers[topic] { return known }
        let number = entitiesByTopic.count
        topicNumbers[topic] = number
        entitiesByTopic.append([])
        return number
    }

    private static func id(_ kind: UInt64, _ number: Int) -> UniqueID {
        UniqueID(high: kind << 32 | 0x4000, low: 0x8000_0000_0000_0000 | UInt64(number))
    }
}

extension Topic {
    /// A name for the story: the kind and the end of the id.
    var short: String { id.isEmpty ? kind.rawValue : "\(kind.rawValue):\(id.suffix(3))" }
}
