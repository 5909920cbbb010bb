import Accounts
import Events
import Testing

/// What `AccountStore` promises, over each adapter.
@Suite struct AccountStoreContractTests {
    @Test(arguments: AccountAdapter.allCases)
    func `an account is found by address and id`(adapter: AccountAdapter) async throws {
        try await adapter.run { ports in
            let account = try await ports.signUp().account
            let found = try await ports.store.credentials(of: account.email)
            #expect(found == StoredCredentials(account: account, passwordHash: "hash"))
            #expect(try await ports.store.account(account.id) == account)
            #expect(try await ports.store.account(.random()) == nil)
            let nobody = try #require(EmailAddress("nobody@flighthub.test"))
            #expect(try await ports.store.credentials(of: nobody) == nil)
            #expect(try await ports.emitted() == ["user:registered"])
        }
    }

    @Test(arguments: AccountAdapter.allCases)
    func `every position is kept`(adapter: AccountAdapter) async throws {
        try await adapter.run { ports in
            let agency = UniqueID.random()
            let positions: [Position] = [
                .admin, .businessOwner, .customer, .airlineAgent(airline: "BA"),
                .travelAgent(agency: agency), .travelAgent(agency: nil),
            ]
            for (number, position) in positions.enumerated() {
                let account = Account(
                    id: .random(), email: try #require(EmailAddress("p\(number)@x.de")),
                    profile: Profile(givenName: "Ä", familyName: "'\"\\", locale: "de-AT"),
                    role: position.role, agencyID: position.agencyID, airline: position.airline,
                    createdAt: ports.start)
                try await ports.store.add(account, passwordHash: "hash")
                #expect(try await ports.store.account(account.id) == account)
            }
        }
    }

    @Test(arguments: AccountAdapter.allCases)
    func `of many who want one address one gets it`(adapter: AccountAdapter) async throws {
        try await adapter.run { ports in
            let winners = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<8 {
                    group.addTask { (try? await ports.signUp("same@flighthub.test")) != nil }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(winners == 1)
            let emitted = try await ports.emitted()
            #expect(emitted == ["user:registered"])
            await #expect(throws: AccountError.emailTaken) {
                try await ports.signUp("same@flighthub.test")
            }
        }
    }

    @Test(arguments: AccountAdapter.allCases)
    func `a refresh token is exchanged once`(adapter: AccountAdapter) async throws {
        try await adapter.run { ports in
            let (account, session, first) = try await ports.signUp()
            let second = ports.refresh()
            let rotated = RefreshRotation.rotated(account: account, session: session.id)
            let now = ports.start
            #expect(try await ports.store.rotate(first, to: second, at: now) == rotated)
            let third = ports.refresh()
            #expect(try await ports.store.rotate(second.digest, to: third, at: now) == rotated)
            #expect(try await ports.store.rotate(first, to: ports.refresh(), at: now) == .reused)
            let after = try await ports.store.rotate(third.digest, to: ports.refresh(), at: now)
            #expect(after == .revoked)
            #expect(try await ports.store.rotate(first, to: ports.refresh(), at: now) == .reused)
            #expect(try await ports.emitted() == ["user:registered", "session:revoked"])
        }
    }

    @Test(arguments: AccountAdapter.allCases)
    func `of two uses at the same time one finds the other`(adapter: AccountAdapter) async throws {
        try await adapter.run { ports in
            for _ in 0..<20 {
                let (_, _, token) = try await ports.signUp("\(UniqueID.random())@x.de")
                let outcomes = try await withThrowingTaskGroup(of: RefreshRotation.self) { group in
                    for _ in 0..<2 {
                        group.addTask {
                            try await ports.store.rotate(
                                token, to: ports.refresh(), at: ports.start)
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(outcomes.count { $0 == .reused } == 1)
            }
        }
    }

    @Test(arguments: AccountAdapter.allCases)
    func `tokens that are old or unknown buy nothing`(adapter: AccountAdapter) async throws {
        try await adapter.run { ports in
            let (account, session, token) = try await ports.signUp()
            let end = ports.start + .seconds(7 * 86_400)
            #expect(try await ports.store.rotate(token, to: ports.refresh(), at: end) == .expired)
            let unknown = try await ports.store.rotate(
                AccountPorts.digest(), to: ports.refresh(), at: end)
            #expect(unknown == .unknown)
            let last = try await ports.store.rotate(
                token, to: ports.refresh(), at: end - .microseconds(1))
            #expect(last == .rotated(account: account, session: session.id))
        }
    }

    @Test(arguments: AccountAdapter.allCases)
    func `a session is revoked once`(adapter: AccountAdapter) async throws {
        try await adapter.run { ports in
            let (_, session, _) = try await ports.signUp()
            for expected in [[session.id], []] {
                let revoked = try await ports.store.revoke(
                    .one(session.id), because: .logout, at: ports.start)
                #expect(revoked == expected)
            }
            let none = try await ports.store.revoke(
                .one(.random()), because: .logout, at: ports.start)
            #expect(none.isEmpty)
            #expect(try await ports.emitted() == ["user:registered", "session:revoked"])
        }
    }

    @Test(arguments: AccountAdapter.allCases)
    func `all sessions of an account are revoked, and nobody else's`(
        adapter: AccountAdapter
    ) async throws {
        try await adapter.run { ports in
            let (account, first, _) = try await ports.signUp()
            let (second, _) = try await ports.signIn(account)
            _ = try await ports.signUp("other@flighthub.test")
            let later = ports.start + .seconds(60)
            let revoked = try await ports.store.revoke(
                .all(ofUser: account.id), because: .roleChanged, at: later)
            #expect(Set(revoked) == [first.id, second.id])
            let known = try await ports.store.revokedSessions(since: later)
            #expect(Set(known.map(\.id)) == [first.id, second.id])
            #expect(known.allSatisfy { $0.at == later })
            let newer = try await ports.store.revokedSessions(since: later + .microseconds(1))
            #expect(newer.isEmpty)
        }
    }

    @Test(arguments: AccountAdapter.allCases)
    func `a change is made once, and ends the account's sessions with it`(
        adapter: AccountAdapter
    ) async throws {
        try await adapter.run { ports in
            let (account, first, token) = try await ports.signUp()
            let (second, _) = try await ports.signIn(account)
            _ = try await ports.signUp("other@flighthub.test")
            let later = ports.start + .seconds(60)
            let agency = UniqueID.random()
            let change = AccountChange.position(.travelAgent(agency: agency))
            let changed = try #require(
                try await ports.store.change(account.email, change, at: later))
            #expect(changed.account == account.after(change, at: later))
            #expect(changed.account.agencyID == agency)
            #expect(Set(changed.ended.map(\.id)) == [first.id, second.id])
            #expect(try await ports.store.account(account.id) == changed.account)
            #expect(try await ports.store.rotate(token, to: ports.refresh(), at: later) == .revoked)
            let (third, _) = try await ports.signIn(changed.account)
            let again = try await ports.store.change(account.email, change, at: later)
            #expect(again == ChangedAccount(account: changed.account, isOther: false, ended: []))
            #expect(
                try await ports.store.revoke(.one(third.id), because: .logout, at: later)
                    == [third.id])
            let nobody = try #require(EmailAddress("nobody@flighthub.test"))
            #expect(try await ports.store.change(nobody, change, at: later) == nil)
            let emitted = try await ports.emitted()
            #expect(emitted.count { $0 == "session:revoked" } == 3)
        }
    }

    @Test(arguments: AccountAdapter.allCases)
    func `no session is opened of an account that is out of use`(
        adapter: AccountAdapter
    ) async throws {
        try await adapter.run { ports in
            let (account, session, token) = try await ports.signUp()
            let now = ports.start
            let end = try await ports.store.change(account.email, .deactivate, at: now)
            #expect(end?.ended == [RevokedSession(id: session.id, at: now)])
            #expect(end?.account.deactivatedAt == now)
            #expect(try await ports.store.rotate(token, to: ports.refresh(), at: now) == .revoked)
            let next = Session(id: .random(), userID: account.id, createdAt: now)
            let refresh = ports.refresh()
            #expect(try await ports.store.open(next, refresh: refresh) == nil)
            let kept = try await ports.store.rotate(
                refresh.digest, to: ports.refresh(), at: now)
            #expect(kept == .unknown)
            _ = try await ports.store.change(account.email, .reactivate, at: now)
            let opened = try await ports.store.open(next, refresh: refresh)
            #expect(opened?.version == 3)
            #expect(opened?.deactivatedAt == nil)
        }
    }

    @Test(arguments: AccountAdapter.allCases)
    func `a login has the new role, or its session ends with the change`(
        adapter: AccountAdapter
    ) async throws {
        try await adapter.run { ports in
            for _ in 0..<20 {
                let (account, _, _) = try await ports.signUp("\(UniqueID.random())@x.de")
                let session = Session(id: .random(), userID: account.id, createdAt: ports.start)
                async let opening = ports.store.open(session, refresh: ports.refresh())
                let changed = try await ports.store.change(
                    account.email, .position(.admin), at: ports.start)
                let opened = try #require(try await opening)
                let ended = changed?.ended.contains { $0.id == session.id } == true
                #expect(opened.role == (ended ? .customer : .admin))
            }
        }
    }

    @Test(arguments: AccountAdapter.allCases)
    func `sessions whose tokens are over are forgotten, a few at a time`(
        adapter: AccountAdapter
    ) async throws {
        try await adapter.run { ports in
            let (account, _, old) = try await ports.signUp()
            _ = try await ports.signIn(account)
            let (_, kept) = try await ports.signIn(account)
            _ = try await ports.store.rotate(kept, to: ports.refresh(days: 14), at: ports.start)
            let now = ports.start + .seconds(8 * 86_400)
            for expected in [1, 1, 0] {
                #expect(
                    try await ports.store.purgeSessions(expiredBefore: now, limit: 1) == expected)
            }
            #expect(try await ports.store.rotate(old, to: ports.refresh(), at: now) == .unknown)
            #expect(try await ports.store.rotate(kept, to: ports.refresh(), at: now) == .reused)
        }
    }
}

/// What `WebSocketTickets` promises, over each adapter.
@Suite struct WebSocketTicketsContractTests {
    private func principal(_ role: Role, agency: UniqueID?, airline: String?, at now: Timestamp)
        -> Principal
    {
        Principal(
            userID: .random(), role: role, agencyID: agency, airline: airline, sessionID: .random(),
            expiresAt: now + .seconds(1_000))
    }

    @Test(arguments: AccountAdapter.allCases)
    func `a ticket is good once, until it expires`(adapter: AccountAdapter) async throws {
        try await adapter.run { ports in
            let holders = [
                principal(.travelAgent, agency: .random(), airline: nil, at: ports.start),
                principal(.airlineAgent, agency: nil, airline: "BA", at: ports.start),
            ]
            for holder in holders {
                let ticket = AccountPorts.digest()
                let expiry = ports.start + .seconds(30)
                try await ports.tickets.issue(ticket, for: holder, until: expiry)
                let last = expiry - .microseconds(1)
                #expect(try await ports.tickets.redeem(ticket, at: last) == holder)
                #expect(try await ports.tickets.redeem(ticket, at: ports.start) == nil)
                let late = AccountPorts.digest()
                try await ports.tickets.issue(late, for: holder, until: expiry)
                #expect(try await ports.tickets.redeem(late, at: expiry) == nil)
            }
        }
    }

    @Test(arguments: AccountAdapter.allCases)
    func `of many who redeem one ticket one gets in`(adapter: AccountAdapter) async throws {
        try await adapter.run { ports in
            let ticket = AccountPorts.digest()
            let holder = principal(.customer, agency: nil, airline: nil, at: ports.start)
            try await ports.tickets.issue(ticket, for: holder, until: ports.start + .seconds(30))
            let winners = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        try await ports.tickets.redeem(ticket, at: ports.start) == holder
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(winners == 1)
        }
    }
}
