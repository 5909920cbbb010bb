import Accounts
import ArgumentParser
import Credentials
import Events
import LocalServices
import Testing

@testable import FlightHub

@Suite struct TokenTests {
    private let secret = "0123456789abcdef0123456789abcdef"

    @Test func `a token says what it was made for`() async throws {
        let secret = secret
        let maker = try AccessTokenMaker(
            Environment { $0 == "JWT_SECRET" ? secret : nil }, state: "/nonexistent")
        let token = try await maker.token(.airlineAgent, airline: "LH", minutes: 5)
        let now = WallClock.now()
        let principal = try await JSONWebTokens(secret: secret).verify(token, at: now)
        #expect(principal.role == .airlineAgent)
        #expect(principal.airline == "LH")
        #expect(principal.expiresAt <= now + .seconds(300))
    }

    @Test func `without a secret there is no token`() throws {
        #expect {
            try AccessTokenMaker(Environment { _ in nil }, state: "/nonexistent")
        } throws: { error in
            (error as? CommandFailure)?.code == .configuration
        }
    }

    @Test(arguments: [
        ["token", "--role", "travel_agent"], ["token", "--role", "customer", "--airline", "LH"],
        ["token", "--role", "king"], ["token", "--role", "admin", "--minutes", "0"],
        ["tail"], ["tail", "nope:1"], ["tail", "ops", "--from", "x"],
        ["user", "add", "nobody", "--role", "admin"], ["user", "role", "nobody", "admin"],
        ["user", "role", "a@example.org"], ["user", "role", "a@example.org", "king"],
        ["user", "role", "a@example.org", "travel_agent"],
        ["user", "role", "a@example.org", "customer", "--airline", "LH"],
        ["user", "deactivate"], ["user", "reactivate", "nobody"],
    ])
    func `words that make no sense together are refused`(words: [String]) {
        #expect(throws: (any Error).self) { try FlightHubCommand.parseAsRoot(words) }
    }

    @Test(arguments: [
        ["dev", "--port", "1", "--state", "x", "--reset"], ["serve"], ["migrate"],
        ["seed", "--demo"], ["user", "add", "a@example.org", "--role", "admin"],
        ["user", "role", "a@example.org", "airline_agent", "--airline", "LH"],
        ["user", "deactivate", "a@example.org"], ["user", "reactivate", "a@example.org"],
        ["token", "--role", "admin"], ["publish", "--topic", "ops", "--type", "a:b"],
        ["tail", "ops", "--role", "admin"], ["epoch", "--new"],
    ])
    func `the commands of the manual are understood`(words: [String]) throws {
        _ = try FlightHubCommand.parseAsRoot(words)
    }
}
