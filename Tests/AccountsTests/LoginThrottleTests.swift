import Accounts
import Events
import Testing

@Suite struct LoginThrottleTests {
    private let start = Timestamp(seconds: 1_800_000_000)

    private func key(_ account: String, from peer: String = "127.0.0.1") throws -> LoginThrottle.Key
    {
        LoginThrottle.Key(peer: peer, email: try #require(EmailAddress("\(account)@x.de")))
    }

    @Test func `lets five through in a minute and says how long to wait`() throws {
        var throttle = LoginThrottle()
        let key = try key("a")
        for second in 0..<5 {
            #expect(throttle.attempt(key, at: start + .seconds(second)) == nil)
        }
        #expect(throttle.attempt(key, at: start + .seconds(10)) == 50)
        #expect(throttle.attempt(key, at: start + .milliseconds(59_999)) == 1)
        #expect(throttle.attempt(key, at: start + .seconds(60)) == nil)
    }

    @Test func `counts each address and each account for itself`() throws {
        var throttle = LoginThrottle()
        for _ in 0..<5 { _ = throttle.attempt(try key("a"), at: start) }
        #expect(throttle.attempt(try key("a"), at: start) == 60)
        #expect(throttle.attempt(try key("b"), at: start) == nil)
        #expect(throttle.attempt(try key("a", from: "10.0.0.1"), at: start) == nil)
    }

    @Test func `forgets the attempts of an account that logged in`() throws {
        var throttle = LoginThrottle()
        for _ in 0..<50 {
            #expect(throttle.attempt(try key("a"), at: start) == nil)
            throttle.succeeded(try key("a"))
        }
        #expect(throttle.count == 0)
    }

    @Test func `holds no more windows than it may, dropping the oldest`() throws {
        var configuration = LoginThrottle.Configuration()
        configuration.capacity = 100
        var throttle = LoginThrottle(configuration)
        for number in 0..<1_000 {
            _ = throttle.attempt(try key("a\(number)"), at: start + .milliseconds(number))
            #expect(throttle.count <= 100)
        }
        for _ in 0..<4 { _ = throttle.attempt(try key("a999"), at: start + .seconds(1)) }
        #expect(throttle.attempt(try key("a999"), at: start + .seconds(2)) == 59)
        #expect(throttle.attempt(try key("a0"), at: start + .seconds(2)) == nil)
    }

    @Test func `drops windows that are over`() throws {
        var throttle = LoginThrottle()
        for number in 0..<500 { _ = throttle.attempt(try key("a\(number)"), at: start) }
        _ = throttle.attempt(try key("b"), at: start + .seconds(61))
        #expect(throttle.count == 1)
    }
}
