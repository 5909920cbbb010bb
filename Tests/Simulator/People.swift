import Accounts
import Events

/// Who there is, and which token speaks for whom.
final class People {
    /// What somebody is, which decides what they may follow.
    enum Kind: Equatable {
        case nobody
        case customer(Int)
        case travelAgent(user: Int, agency: Int)
        case airlineAgent(user: Int, airline: Int)
        case owner(Int)
        case admin(Int)

        var user: Int? {
            switch self {
            case .nobody: nil
            case .customer(let user), .travelAgent(let user, _), .airlineAgent(let user, _),
                .owner(let user), .admin(let user):
                user
            }
        }
    }

    private let domain: Domain
    private var random: SeededRandom
    private var principals: [String: Principal] = [:]
    /// Sessions that end as soon as a node asks what they may follow.
    private var doomed: Set<UniqueID> = []

    init(_ domain: Domain, random: SeededRandom) {
        self.domain = domain
        self.random = random
    }

    /// Opens a session, whose token is good for `lifetime`; nil for nobody.
    func logIn(_ kind: Kind, at time: Timestamp, for lifetime: Duration) -> String? {
        guard let user = kind.user else { return nil }
        let session = UniqueID(using: &random)
        let token = "token-\(session)"
        principals[token] = principal(kind, domain.users[user], session, time + lifetime)
        return token
    }

    func principal(of token: String) -> Principal? { principals[token] }

    /// Lets a token's session end as soon as a node asks what it may follow.
    func doom(_ token: String) {
        if let session = principals[token]?.sessionID { doomed.insert(session) }
    }

    /// Whether the session ends now; true once.
    func takeDoom(of principal: Principal) -> Bool { doomed.remove(principal.sessionID) != nil }

    private func principal(
        _ kind: Kind, _ user: UniqueID, _ session: UniqueID, _ end: Timestamp
    ) -> Principal {
        func principal(
            _ role: Role, agency: UniqueID? = nil, airline: String? = nil
        ) -> Principal {
            Principal(
                userID: user, role: role, agencyID: agency, airline: airline, sessionID: session,
                expiresAt: end)
        }
        switch kind {
        case .nobody, .customer: return principal(.customer)
        case .travelAgent(_, let agency):
            return principal(.travelAgent, agency: domain.agencies[agency])
        case .airlineAgent(_, let airline):
            return principal(.airlineAgent, airline: domain.airlines[airline])
        case .owner: return principal(.businessOwner)
        case .admin: return principal(.admin)
        }
    }
}

extension Domain {
    /// Whether a booking's topic is open to `principal`, as the store knows.
    func mayFollow(_ topic: Topic, _ principal: Principal) -> Bool {
        guard let number = bookings.firstIndex(where: { $0.id == topic.uniqueID }) else {
            return false
        }
        let booking = bookings[number]
        let parties = BookingParties(
            userID: users[booking.user], agencyID: agencies[booking.agency],
            airlines: [airlines[number % airlines.count]])
        return Rights.mayRead(principal, parties)
    }

    /// The topics that somebody may follow and would.
    func interests(of kind: People.Kind) -> [Topic] {
        let boards =
            flights.flatMap { [Topic(.flight, $0), Topic(.seats, $0)] }
            + airports.map { Topic(.airport, $0) }
        switch kind {
        case .nobody: return boards
        case .customer(let user):
            return [Topic(.user, users[user])]
                + bookings.filter { $0.user == user }.map { Topic(.booking, $0.id) }
                + boards.prefix(4)
        case .travelAgent(_, let agency):
            return [Topic(.agency, agencies[agency])]
                + bookings.filter { $0.agency == agency }.map { Topic(.booking, $0.id) }
                + boards.prefix(6)
        case .airlineAgent(_, let airline):
            return [Topic(.airline, airlines[airline])] + boards
        case .owner: return [Topic(.analytics)] + boards
        case .admin:
            return [Topic(.ops)] + agencies.map { Topic(.agency, $0) }
                + bookings.map { Topic(.booking, $0.id) }
        }
    }
}
