import LiveProtocol
import Net
import Testing
import Wire

@testable import Gateway

extension Shard {
    /// The time has come for the heartbeat of who is not read from.
    fileprivate func beatDeaf() {
        for connection in connections.all where !connection.interest.contains(.read) {
            beat(connection)
        }
    }
}

/// Clients that ask and do not read: each answer is ten times as long as what asks for it.
@Suite struct UnreadAnswersTests {
    private static let count = 300

    /// Asks for a hundred topics that do not exist.
    private static func question(_ number: Int) -> String {
        #"{"op":"subscribe","id":"\#(number)","topics":\#((0..<100).map(String.init))}"#
    }

    /// Runs `body` with a client that has asked `count` times, or for as long as it was read from.
    private func run(
        _ body: @Sendable (Neighbourhood, TestClient) async throws -> Void
    ) async throws {
        try await Neighbourhood.run(
            configure: {
                $0.framesPerSecond = 1_000_000
                $0.frameBurst = 1_000_000
                $0.closeTimeout = .milliseconds(100)
            }
        ) { street in
            let deaf = try await Neighbourhood.narrowSubscriber(of: street.server)
            await deaf.pause()
            let shard = street.server.gateway.shards[0]
            let before = await street.counters.framesReceived
            async let asked: Void = {
                for number in 0..<Self.count { await deaf.say(Self.question(number)) }
            }()
            while await !shard.isPausing,
                await street.counters.framesReceived < before + Self.count
            { await Task.yield() }
            try #require(await shard.isPausing)
            try await body(street, deaf)
            await asked
        }
    }

    @Test func `who reads no answers is not read from, and then gets all of them`() async throws {
        try await run { street, deaf in
            try await street.expectService()
            // 64 KiB, what is on its way, and the answers to what one read had brought by then.
            #expect(await street.server.gateway.report().queuedBytes < 1 << 20)
            await deaf.resume()
            var number = 0
            while number < Self.count, let message = try await deaf.message() {
                guard case .subscribed(let id, let topics) = message else { continue }
                #expect(id == "\(number)")
                #expect(topics.count == 100)
                number += 1
            }
            #expect(number == Self.count)
            await deaf.say(#"{"op":"ping","id":"last"}"#)
            while let message = try await deaf.message(), message != .pong(id: "last") {}
            await deaf.close()
        }
    }

    @Test func `who is not read from and takes nothing does not outlive its heartbeats`()
        async throws
    {
        try await run { street, deaf in
            let shard = street.server.gateway.shards[0]
            // Its pongs would wait in the kernel, if there were any.
            while await street.counters.closes.isEmpty { await shard.beatDeaf() }
            #expect(await street.counters.closes == [4408: 1])
            try await street.expectService()
        }
    }

    @Test func `who is not read from and takes something now and then is kept`() async throws {
        try await run { street, deaf in
            let shard = street.server.gateway.shards[0]
            for _ in 0..<6 {
                await shard.beatDeaf()
                let written = await street.counters.bytesWritten
                while await street.counters.bytesWritten == written { await deaf.sip() }
                // It may be read from again, until what it has asked meanwhile is answered.
                while await !shard.isPausing { await Task.yield() }
            }
            #expect(await street.counters.closes.isEmpty)
            while await street.counters.closes.isEmpty { await shard.beatDeaf() }
            #expect(await street.counters.closes == [4408: 1])
        }
    }
}
