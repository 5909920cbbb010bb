import Events
import LiveClient
import LiveProtocol
import Testing

/// What the client does when a connection ends, or does not come to be.
@Suite struct `Reconnecting` {
    @Test func `comes back with the position of each topic`() throws {
        var world = ClientWorld.live(on: ["ops", "airport:LHR"])
        world.hears(.event(frame("ops", 11, prev: 10)), .deliver([frame("ops", 11, prev: 10)]))
        _ = try world.reconnectDelay { machine, now in machine.closed(.lost, now: now) }
        #expect(!world.machine.isLive)
        world.step(
            { machine, now in machine.opened(now: now) },
            subscribe(
                "2", WantedTopic("ops", from: .cursor(cursor(11))),
                WantedTopic("airport:LHR", from: .cursor(cursor(10)))))
    }

    @Test func `backs off with full jitter, up to the limit, and begins anew after a good one`()
        throws
    {
        var world = ClientWorld.live(on: ["ops"])
        var delays: [Duration] = []
        for attempt in 0..<12 {
            let delay = try world.reconnectDelay { machine, now in machine.closed(.lost, now: now) }
            let bound = min(Duration.seconds(30), .milliseconds(500) * (1 << attempt))
            #expect(delay >= .zero && delay < bound)
            delays.append(delay)
        }
        #expect(Set(delays).count == delays.count)
        world.pass { machine, now in machine.opened(now: now) }
        world.now += .seconds(10)
        let delay = try world.reconnectDelay { machine, now in machine.closed(.lost, now: now) }
        #expect(delay < .milliseconds(500))
    }

    @Test func `waits as long as bye says`() throws {
        var world = ClientWorld.live(on: ["ops"])
        world.hears(
            .bye(code: .serviceRestart, reason: "r", reconnectAfterMilliseconds: 1_250))
        let delay = try world.reconnectDelay { machine, now in
            machine.closed(.closed(1012), now: now)
        }
        #expect(delay == .milliseconds(1_250))
    }

    @Test func `a server cannot keep it away for longer than it is willing to be`() throws {
        let limit = ClientMachine.Configuration().longestAbsence
        var world = ClientWorld.live(on: ["ops"])
        world.hears(
            .bye(code: .serviceRestart, reason: "r", reconnectAfterMilliseconds: 1 << 40))
        let first = try world.reconnectDelay { machine, now in
            machine.closed(.closed(1012), now: now)
        }
        #expect(first == limit)
        let second = try world.reconnectDelay { machine, now in
            machine.closed(.refused(status: 503, retryAfter: .seconds(1 << 40)), now: now)
        }
        #expect((limit...limit + .seconds(30)).contains(second))
    }

    @Test func `what bye says is for the first attempt only`() throws {
        var world = ClientWorld.live(on: ["ops"])
        world.hears(.bye(code: .serviceRestart, reason: "r", reconnectAfterMilliseconds: 0))
        let first = try world.reconnectDelay { machine, now in
            machine.closed(.closed(1012), now: now)
        }
        let second = try world.reconnectDelay { machine, now in machine.closed(.lost, now: now) }
        #expect(first == .zero)
        #expect(second > .zero)
    }

    @Test func `takes the code of bye when the close frame is lost`() {
        var world = ClientWorld.live(on: ["ops"])
        world.hears(.bye(code: .credentialsEnded, reason: "r", reconnectAfterMilliseconds: nil))
        world.step({ machine, now in machine.closed(.lost, now: now) }, .ended(.lost))
    }

    @Test(arguments: CloseCode.allCases)
    func `obeys the policy of each close code`(code: CloseCode) {
        var world = ClientWorld.live(on: ["ops"])
        world.now += .seconds(60)
        world.pass { machine, now in machine.heard(now: now) }
        var machine = world.machine
        machine.closed(.closed(code.rawValue), now: world.now)
        let actions = machine.takeActions()
        switch code.reconnect {
        case .never: #expect(actions == [.ended(.closed(code.rawValue))])
        case .atOnce:
            #expect(actions == [.interrupted(.closed(code.rawValue)), .connect(after: .zero)])
        case .afterDelay:
            guard case .connect(let delay)? = actions.last else {
                Issue.record("does not come back: \(actions)")
                return
            }
            #expect(delay > .zero && delay < .milliseconds(500))
        }
    }

    @Test func `is not at once after a connection that stood for a moment only`() throws {
        var world = ClientWorld.live(on: ["ops"])
        world.now += .seconds(5)
        let delay = try world.reconnectDelay { machine, now in
            machine.closed(.closed(CloseCode.timedOut.rawValue), now: now)
        }
        #expect(delay > .zero)
    }

    @Test func `a busy server is tried again after what it asks, a refusal is final`() throws {
        var world = ClientWorld()
        world.pass { machine, _ in machine.start() }
        let busy = ClientEnd.refused(status: 503, retryAfter: .seconds(3))
        let delay = try world.reconnectDelay { machine, now in machine.closed(busy, now: now) }
        #expect(delay >= .seconds(3) && delay < .milliseconds(3_500))
        let refusal = ClientEnd.refused(status: 401, retryAfter: nil)
        world.step({ machine, now in machine.closed(refusal, now: now) }, .ended(refusal))
    }

    @Test func `gives a silent server up after three heartbeats`() {
        var world = ClientWorld.live(on: ["ops"])
        world.now = .seconds(50)
        world.step { machine, now in machine.heard(now: now) }
        world.now = .seconds(125)
        world.step { machine, now in machine.tick(now: now) }
        world.now = .seconds(126)
        world.step({ machine, now in machine.tick(now: now) }, .disconnect)
    }

    @Test func `gives a server up that never says a word`() {
        var world = ClientWorld()
        world.pass { machine, now in
            machine.start()
            machine.opened(now: now)
        }
        world.now = .seconds(16)
        world.step({ machine, now in machine.tick(now: now) }, .disconnect)
    }

    @Test func `says who it is before it asks for anything`() {
        var world = ClientWorld(token: "t")
        world.pass { machine, _ in
            machine.follow(["ops"])
            machine.start()
        }
        world.step(
            { machine, now in machine.opened(now: now) }, .send(.auth(id: "auth", token: "t")))
        world.hears(welcome, .welcomed)
        world.hears(.authenticated(id: "auth", user: "u"), subscribe("1", WantedTopic("ops")))
    }

    @Test func `a token that is refused ends it, one that cannot be checked now does not`() throws {
        for (code, ends) in [(ErrorCode.tokenExpired, true), (.unavailable, false)] {
            var world = ClientWorld(token: "t")
            world.pass { machine, now in
                machine.start()
                machine.opened(now: now)
            }
            let error = ServerError(id: "auth", code: code, message: "m")
            world.hears(.error(error), .failed(error), .disconnect)
            if ends {
                world.step({ machine, now in machine.closed(.lost, now: now) }, .ended(.lost))
            } else {
                _ = try world.reconnectDelay { machine, now in machine.closed(.lost, now: now) }
            }
        }
    }

    @Test func `stops when told to`() {
        var world = ClientWorld.live(on: ["ops"])
        world.step({ machine, _ in machine.stop() }, .disconnect)
        world.step(
            { machine, now in machine.closed(.closed(1000), now: now) }, .ended(.closed(1000)))
        world.step { machine, _ in machine.start() }
    }
}
