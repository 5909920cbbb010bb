import Delivery
import Events
import Net
import Synchronization
import Testing

/// Sequencer and log reader on a real loop, over a database and a log that can be taken away.
struct DeliveryTests {
    @Test func `what is committed arrives, in order, and the node is fresh`() async throws {
        try await DeliveryWorld.run { world in
            world.history.commit(["a", "b", "c"])
            await world.sequencer.wake()
            try await world.expect(["a", "b", "c"])
            try await world.waitUntilFresh()
        }
    }

    @Test func `what a step brings along is published without asking for it`() async throws {
        try await DeliveryWorld.run(before: { $0.history.tellsEntries = true }) { world in
            try await world.waitUntilFresh()
            let pages = world.history.pages
            world.history.commit(["a", "b", "c"])
            await world.sequencer.wake()
            try await world.expect(["a", "b", "c"])
            #expect(world.history.pages == pages)
            let times = await world.sequencer.times
            for part in [times.wait, times.step, times.publish] { #expect(part.sum > .zero) }
        }
    }

    @Test(arguments: [false, true])
    func `a log that comes back empty loses nothing`(stepBringsEvents: Bool) async throws {
        try await DeliveryWorld.run(before: { $0.history.tellsEntries = stepBringsEvents }) {
            world in
            world.history.commit(["a"])
            try await world.expect(["a"])
            world.log.isAway = true
            world.history.commit(["b", "c"])
            await world.log.refusedWrite()
            world.log.empty()
            world.log.isAway = false
            world.history.commit(["d"])
            try await world.expect(["b", "c", "d"])
            let epoch = Epoch(generation: 1, id: "abc")
            #expect(await world.log.seqs(of: epoch, through: 4) == [1, 2, 3, 4])
        }
    }

    @Test func `while the log is away the history is followed`() async throws {
        try await DeliveryWorld.run { world in
            try await world.waitUntilFresh()
            world.log.isAway = true
            world.history.commit(["a", "b"])
            try await world.expect(["a", "b"])
        }
    }

    @Test func `a node whose reads hang says that it is stale, and is fresh after them`()
        async throws
    {
        try await DeliveryWorld.run { world in
            try await world.waitUntilFresh()
            world.history.isHung = true
            defer { world.history.isHung = false }
            world.log.isAway = true
            try await world.waitUntilStale()
            world.log.isAway = false
            world.history.isHung = false
            try await world.waitUntilFresh()
        }
    }

    @Test func `while the database is away nothing is lost`() async throws {
        try await DeliveryWorld.run { world in
            world.history.commit(["a"])
            try await world.expect(["a"])
            world.history.isAway = true
            world.history.commit(["b"])
            await world.history.refusal()
            world.history.isAway = false
            try await world.expect(["b"])
        }
    }

    @Test func `a log of another history begins a new epoch, and the node begins again`()
        async throws
    {
        try await DeliveryWorld.run(before: { world in
            let foreign = LogEntry(
                seq: 9, identity: "other 9", type: "seat:locked", subject: "seat/x", topics: [],
                payload: [])
            world.log.forge(foreign, epoch: Epoch(generation: 1, id: "abc"))
        }) { world in
            let cursor = try await world.restart { $0.epoch.generation == 2 }
            #expect(cursor.seq == 0)
            world.history.commit(["a"])
            try await world.expect(["a"])
        }
    }

    @Test func `a node begins nowhere before it knows what it skips`() async throws {
        let attempts = Attempts()
        try await DeliveryWorld.run(beforeRestart: { try attempts.make() }) { world in
            _ = try await world.restart { $0.epoch.generation == 1 }
            #expect(attempts.count == 3)
            world.history.commit(["a"])
            try await world.expect(["a"])
        }
    }

    /// Fails twice, then no more.
    private final class Attempts: Sendable {
        private let made = Mutex(0)

        var count: Int { made.withLock { $0 } }

        func make() throws {
            let number = made.withLock { made in
                made += 1
                return made
            }
            if number < 3 { throw StoreFailure.unavailable }
        }
    }

    @Test func `that the log is away is said, and that it is back, each time`() async throws {
        try await DeliveryWorld.run { world in
            try await world.waitUntilFresh()
            for _ in 0..<2 {
                world.log.isAway = true
                try await found(.logFailed(.unavailable), in: world.events)
                try await found(.unavailable, in: world.logChanges)
                #expect(await world.reader.logFailure == .unavailable)
                world.log.isAway = false
                try await found(.logWorks, in: world.events)
                try await found(nil, in: world.logChanges)
                #expect(await world.reader.logFailure == nil)
            }
        }
    }

    @Test func `that the database is away is said, and that it is back`() async throws {
        try await DeliveryWorld.run { world in
            try await world.waitUntilFresh()
            for _ in 0..<2 {
                world.history.isAway = true
                try await found(.storeFailed(.unavailable), in: world.events)
                world.history.isAway = false
                try await found(.storeWorks, in: world.events)
            }
        }
    }

    /// Waits for an element.
    private func found<Element: Equatable & Sendable>(
        _ wanted: Element, in stream: AsyncStream<Element>
    ) async throws {
        for await element in stream where element == wanted { return }
        throw CancellationError()
    }

    @Test func `whoever stops gives the lease back`() async throws {
        try await DeliveryWorld.run { world in
            world.history.commit(["a"])
            try await world.expect(["a"])
            #expect(world.history.holder == "one")
            await world.stop()
            #expect(world.history.holder == nil)
        }
    }
}
