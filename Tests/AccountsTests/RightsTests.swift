import Accounts
import Events
import Testing

/// The table of `domain.md` 3.3, row by row.
@Suite struct RightsTests {
    private let mine = UniqueID(high: 1, low: 1)
    private let other = UniqueID(high: 2, low: 2)

    private func decide(_ role: Role?, _ topic: Topic) -> Rights.Decision {
        Rights.decide(role.map(principal), topic)
    }

    private func principal(_ role: Role) -> Principal {
        Principal(
            userID: mine, role: role, agencyID: role == .travelAgent ? mine : nil,
            airline: role == .airlineAgent ? "BA" : nil, sessionID: mine,
            expiresAt: Timestamp(seconds: 0))
    }

    @Test(arguments: [Role.admin, .businessOwner, .airlineAgent, .travelAgent, .customer, nil])
    func `anybody follows flights, seats and airports`(role: Role?) {
        #expect(decide(role, Topic(.flight, other)) == .allowed)
        #expect(decide(role, Topic(.seats, other)) == .allowed)
        #expect(decide(role, Topic(.airport, "LHR")) == .allowed)
    }

    @Test func `offer requests are for whom knows their id, but for business owners`() {
        #expect(decide(nil, Topic(.offerRequest, other)) == .allowed)
        #expect(decide(.customer, Topic(.offerRequest, other)) == .allowed)
        #expect(decide(.admin, Topic(.offerRequest, other)) == .allowed)
        #expect(decide(.businessOwner, Topic(.offerRequest, other)) == .denied)
    }

    @Test(arguments: Role.allCases)
    func `a user topic is its owner's and the administrator's`(role: Role) {
        #expect(decide(role, Topic(.user, mine)) == .allowed)
        #expect(decide(role, Topic(.user, other)) == (role == .admin ? .allowed : .denied))
    }

    @Test func `a booking depends on whose it is`() {
        let topic = Topic(.booking, other)
        #expect(decide(.admin, topic) == .allowed)
        #expect(decide(.customer, topic) == .askStore)
        #expect(decide(.travelAgent, topic) == .askStore)
        #expect(decide(.airlineAgent, topic) == .askStore)
        #expect(decide(.businessOwner, topic) == .denied)
    }

    @Test func `agencies and airlines have topics of their own`() {
        #expect(decide(.travelAgent, Topic(.agency, mine)) == .allowed)
        #expect(decide(.travelAgent, Topic(.agency, other)) == .denied)
        #expect(decide(.customer, Topic(.agency, mine)) == .denied)
        #expect(decide(.airlineAgent, Topic(.airline, "BA")) == .allowed)
        #expect(decide(.airlineAgent, Topic(.airline, "LH")) == .denied)
        #expect(decide(.customer, Topic(.airline, "BA")) == .denied)
        #expect(decide(.admin, Topic(.agency, other)) == .allowed)
        #expect(decide(.admin, Topic(.airline, "LH")) == .allowed)
    }

    @Test func `analytics is for owners, ops for administrators`() {
        #expect(decide(.businessOwner, Topic(.analytics)) == .allowed)
        #expect(decide(.admin, Topic(.analytics)) == .allowed)
        #expect(decide(.customer, Topic(.analytics)) == .denied)
        #expect(decide(.admin, Topic(.ops)) == .allowed)
        #expect(decide(.businessOwner, Topic(.ops)) == .denied)
    }

    @Test func `nobody who has not logged in sees anything personal`() {
        for topic in [
            Topic(.user, mine), Topic(.booking, mine), Topic(.agency, mine), Topic(.airline, "BA"),
            Topic(.analytics), Topic(.ops),
        ] {
            #expect(decide(nil, topic) == .denied)
        }
    }

    @Test func `a booking is read by its customer, its agency and its airline`() {
        let ours = BookingParties(userID: mine, agencyID: nil, airlines: ["BA"])
        let theirs = BookingParties(userID: other, agencyID: mine, airlines: ["LH"])
        let nobodys = BookingParties(userID: other, agencyID: nil, airlines: ["LH"])
        #expect(Rights.mayRead(principal(.customer), ours))
        #expect(!Rights.mayRead(principal(.customer), theirs))
        #expect(Rights.mayRead(principal(.travelAgent), ours))
        #expect(Rights.mayRead(principal(.travelAgent), theirs))
        #expect(!Rights.mayRead(principal(.travelAgent), nobodys))
        #expect(Rights.mayRead(principal(.airlineAgent), ours))
        #expect(!Rights.mayRead(principal(.airlineAgent), theirs))
        #expect(
            Rights.mayRead(
                principal(.airlineAgent),
                BookingParties(userID: mine, agencyID: nil, airlines: ["LH"])))
        #expect(!Rights.mayRead(principal(.businessOwner), ours))
        #expect(Rights.mayRead(principal(.admin), nobodys))
    }
}
