import Gateway
import Net
import Testing

/// A round of writes takes several turns, and leaves the others theirs between them.
@Suite struct WriteRoundTests {
    @Test func `the log is heard between two writes of a round`() async throws {
        try await Server.run(configure: { $0.writesPerTurn = 1 }) { server in
            var clients: [TestClient] = []
            for _ in 0..<3 {
                let client = try await server.client()
                _ = try await client.open()
                await client.say(
                    #"{"op":"subscribe","id":"1","topics":["airport:LHR"],"snapshot":false}"#)
                _ = try await client.message()
                clients.append(client)
            }
            let before = await bytesWritten(server)
            let heard = await bytesWritten(server, when: 102, comesAfterTheFirstWriteOf: 101)
            for client in clients {
                for _ in 0..<2 { _ = try await client.message() }
            }
            let all = await bytesWritten(server)
            // Six frames of one size: one had left when the second event was heard.
            #expect((heard - before) * 6 == all - before)
        }
    }

    private func bytesWritten(_ server: Server) async -> Int {
        await server.gateway.report().counters.bytesWritten
    }

    /// What is written by the time at which the hub has taken in event `second`.
    private func bytesWritten(
        _ server: Server, when second: Int64, comesAfterTheFirstWriteOf first: Int64
    ) async -> Int {
        let shard = server.gateway.shards[0]
        let loop = shard.loop
        return await withCheckedContinuation { continuation in
            loop.execute {
                server.deliver(first...first)
                // Before the round, which begins at the end of this turn too: what it asks for here
                // comes in the next.
                loop.atEndOfTurn {
                    loop.execute {
                        server.deliver(second...second)
                        loop.execute {
                            let written = shard.assumeIsolated { $0.report().counters.bytesWritten }
                            continuation.resume(returning: written)
                        }
                    }
                }
            }
        }
    }
}
