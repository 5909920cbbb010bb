import Events
import Hub
import Testing

/// The database does not answer, and thousands wait for it.
struct StoreOutageTests {
    private func seats(_ connection: Int32) -> [String] {
        (0..<100).map { "seats:\(UniqueID(high: UInt64(connection), low: UInt64($0)))" }
    }

    /// Ten connections that wait for a hundred snapshots each.
    private func crowd() -> HubWorld {
        var world = HubWorld(at: 10)
        for slot in Int32(1)...10 {
            world.say(
                #"{"op":"subscribe","id":"1","topics":\#(seats(slot))}"#, world.connect(slot))
            _ = world.take(slot)
        }
        return world
    }

    /// Lets each snapshot fail until none is asked for; returns how many were.
    private func failReads(_ world: inout HubWorld) -> Int {
        var count = 0
        var reads = world.takeSnapshotReads()
        while !reads.isEmpty {
            count += reads.count
            for read in reads { world.perform { $0.snapshotRead(read.number, nil) } }
            reads = world.takeSnapshotReads()
        }
        return count
    }

    @Test func `a few reads a second find out whether it answers again`() {
        var world = crowd()
        #expect(failReads(&world) <= 32)
        for tick in 1...9 {
            world.tick(Double(tick) / 10)
            #expect(world.takeSnapshotReads().isEmpty)
        }
        for second in 1...3 {
            world.tick(Double(second))
            #expect((1...32).contains(failReads(&world)))
        }
    }

    @Test func `once it answers everybody gets a snapshot, and each topic is read once`() {
        var world = crowd()
        for second in 0...3 {
            world.tick(Double(second))
            _ = failReads(&world)
        }
        var topics: [Topic] = []
        for second in 4...6 {
            world.tick(Double(second))
            var reads = world.takeSnapshotReads()
            while !reads.isEmpty {
                topics += reads.map(\.topic)
                world.answerSnapshots(reads, at: 10)
                reads = world.takeSnapshotReads()
            }
        }
        #expect(topics.count == 1_000)
        #expect(Set(topics).count == 1_000)
        for slot in Int32(1)...10 {
            #expect(world.take(slot).filter { $0 == "snapshot cursor 10" }.count == 100)
        }
    }

    @Test func `a topic that cannot be read holds up nobody else`() throws {
        var world = crowd()
        let bad = try Topic(parsing: seats(1)[0])
        var served = 0
        var reads = world.takeSnapshotReads()
        while !reads.isEmpty {
            for read in reads where read.topic == bad {
                world.perform { $0.snapshotRead(read.number, nil) }
            }
            let good = reads.filter { $0.topic != bad }
            served += good.count
            world.answerSnapshots(good, at: 10)
            reads = world.takeSnapshotReads()
        }
        #expect(served == 999)
        world.tick(1)
        #expect(world.takeSnapshotReads().map(\.topic) == [bad])
    }

    @Test func `pages of the history wait with the snapshots`() {
        var world = HubWorld(at: 100_000)
        for slot in Int32(1)...10 {
            for part in 0..<8 {
                let wanted = (0..<100).map {
                    #"{"topic":"flight:\#(UniqueID(high: UInt64(slot), low: UInt64($0)))","cursor":"1.abc.\#(part * 1_000)"}"#
                }
                let id = ConnectionID(slot: slot * 10 + Int32(part), generation: 1)
                world.perform { $0.connected(id, principal: nil) }
                world.say(
                    #"{"op":"subscribe","id":"1","topics":[\#(wanted.joined(separator: ","))],"snapshot":false}"#,
                    id)
            }
        }
        var count = 0
        var reads = world.takeHistoryReads()
        while !reads.isEmpty {
            count += reads.count
            for read in reads { world.perform { $0.historyRead(read.number, nil) } }
            reads = world.takeHistoryReads()
        }
        #expect(count <= 20)
    }
}
