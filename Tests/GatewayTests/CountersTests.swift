import Hub
import Net
import Testing
import Wire

@testable import Gateway

@Suite struct CountersTests {
    @Test func `what happens at the door is counted`() async throws {
        try await Server.run(loops: 2, configure: { $0.connectionLimit = 3 }) { server in
            let bad = try await server.client(sending: "BREW / HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(try await bad.response()?.status == 501)
            await bad.close()
            let refused = try await server.client()
            _ = try await refused.handshake(fields: ["Authorization": "Bearer bad"])
            let socket = try await server.client()
            _ = try await socket.open()
            await socket.send(.close, [0x03, 0xE8])
            #expect(await socket.closeCode() == 1000)
            let report = await server.gateway.report()
            #expect(report.counters.accepted == 3)
            #expect(report.counters.requestsRefused == ["unknownMethod": 1])
            #expect(report.counters.webSocketsOpened == 1)
            #expect(report.counters.webSocketsRefused == ["UNAUTHENTICATED": 1])
            #expect(report.counters.clientCloses == [1000: 1])
            #expect(report.counters.closes.isEmpty)
            #expect(report.counters.bytesRead > 300)
            #expect(report.counters.bytesWritten > 300)
        }
    }

    @Test func `frames, messages and closes are counted`() async throws {
        try await Server.run { server in
            let client = try await server.client()
            _ = try await client.open()
            await client.say(
                #"{"op":"subscribe","id":"1","topics":["airport:LHR"],"snapshot":false}"#)
            _ = try await client.message()
            server.deliver(101...103)
            for _ in 0..<3 { _ = try await client.message() }
            await client.send(.binary, [1])
            #expect(await client.closeCode() == 1003)
            let counters = await server.gateway.report().counters
            #expect(counters.framesReceived == 2)
            #expect(counters.messagesSent >= 5)
            #expect(counters.broadcasts >= 1)
            #expect(counters.fanOut.counts.reduce(counters.fanOut.beyond, +) == 1)
            #expect(counters.fanOut.sum > .zero)
            #expect(counters.closes == [1003: 1])
        }
    }

    @Test func `a client that is cut off and one that is too slow are counted`() async throws {
        try await Server.run(configure: { $0.headTimeout = .milliseconds(50) }) { server in
            let slow = try await server.client(sending: "GET / HT")
            #expect(try await slow.response()?.status == 408)
            let report = await server.gateway.report()
            #expect(report.counters.timeouts == [.head: 1])
        }
    }

    @Test func `what waits for a client that does not read is seen`() async throws {
        let large = ClosureHandler { _ in
            HTTPResponse(status: 200, body: [UInt8](repeating: 0x61, count: 32 << 20))
        }
        try await Server.run(handler: large) { server in
            let client = try await server.client()
            await client.pause()
            await client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            var report = await server.gateway.report()
            while report.blockedConnections == 0 { report = await server.gateway.report() }
            #expect(report.queuedBytes > 1 << 20)
            await client.resume()
            while await !client.hasEnded, await client.take() > 0 {
                if await server.gateway.report().queuedBytes == 0 { break }
            }
            #expect(await server.gateway.report().blockedConnections == 0)
        }
    }

    @Test func `who is gone is no receiver of a broadcast`() async throws {
        try await Server.run { server in
            let client = try await server.client()
            _ = try await client.open()
            let shard = server.gateway.shards[0]
            let sent = await shard.counters.messagesSent
            let gone = ConnectionID(slot: 0, generation: 9)
            await shard.broadcast([Array("{}".utf8), Array("{}".utf8)], to: [gone])
            #expect(await shard.counters.messagesSent == sent)
            let there = ConnectionID(slot: 0, generation: 0)
            await shard.broadcast([Array("{}".utf8), Array("{}".utf8)], to: [gone, there])
            #expect(await shard.counters.messagesSent == sent + 2)
        }
    }

    @Test func `reports of loops add up`() {
        var one = GatewayReport()
        one.counters.closes = [4429: 1]
        one.counters.accepted = 2
        one.webSockets = 3
        var other = one
        other.counters.closes = [4429: 2, 1001: 1]
        other.add(one)
        #expect(other.counters.closes == [4429: 3, 1001: 1])
        #expect(other.counters.accepted == 4)
        #expect(other.webSockets == 6)
    }
}
