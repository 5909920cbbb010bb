import Hub
import Net
import Testing

@testable import Gateway

@Suite struct PartsTests {
    private let start = MonotonicTime(nanoseconds: 1_000_000_000)

    @Test func `a bucket allows its burst, then its rate`() {
        var bucket = TokenBucket()
        let rate = TokenBucket.Rate(perSecond: 10, burst: 3)
        let results = (0..<4).map { _ in bucket.take(1, of: rate, now: start) }
        #expect(results == [true, true, true, false])
        let tenth = start + .milliseconds(100)
        #expect((bucket.take(1, of: rate, now: tenth)) == true)
        #expect((bucket.take(1, of: rate, now: tenth)) == false)
        let later = tenth + .seconds(60)
        #expect((bucket.take(4, of: rate, now: later)) == false)
        #expect((bucket.take(3, of: rate, now: later)) == true)
    }

    @Test func `a ring finds deadlines when they are due and not before`() {
        var ring = DeadlineRing(now: start, resolution: .milliseconds(10), size: 8)
        let id = ConnectionID(slot: 1, generation: 0)
        let due = start + .milliseconds(25)
        ring.insert(id, at: ring.tick(of: due))
        let early = ring.takeDue(now: start + .milliseconds(20))
        #expect(early.isEmpty)
        let found = ring.takeDue(now: start + .milliseconds(30))
        #expect(found.map(\.id) == [id])
        #expect(found.map(\.tick) == [3])
        let late = ring.takeDue(now: start + .seconds(1))
        #expect(late.isEmpty)
    }

    @Test func `a ring looks early at what lies beyond it, and at once at what is over`() {
        var ring = DeadlineRing(now: start, resolution: .milliseconds(10), size: 8)
        _ = ring.takeDue(now: start + .milliseconds(50))
        #expect(ring.current == 6)
        #expect(ring.tick(of: start + .seconds(10)) == 13)
        #expect(ring.tick(of: start) == 6)
    }

    @Test func `a write queue writes its pieces in order however little the socket takes`() throws {
        let (writer, reader) = try Socket.pair()
        let first = FileDescriptor(owning: writer)
        let second = FileDescriptor(owning: reader)
        Socket.setSendBuffer(first.number, bytes: 4_096)
        var queue = WriteQueue()
        var expected: [UInt8] = []
        for number in 0..<300 {
            let piece = [UInt8](repeating: UInt8(number % 251), count: number * 7 % 900)
            queue.append(piece)
            expected += piece
        }
        #expect(queue.count == expected.count)
        var scratch: [UInt8] = []
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 999)
        while received.count < expected.count {
            if !queue.isEmpty {
                _ = queue.write(to: first.number, gatheringIn: &scratch, limit: 5_000)
            }
            if case .bytes(let count) = Socket.read(second.number, into: &buffer) {
                received += buffer[..<count]
            }
        }
        #expect(received == expected)
        #expect(queue.isEmpty)
    }

    @Test func `a table never takes one connection for another`() throws {
        var table = ConnectionTable()
        let (one, other) = try Socket.pair()
        var descriptors = [one, other]
        let make = { (id: ConnectionID) in
            Connection(
                id: id, descriptor: FileDescriptor(owning: descriptors.removeLast()), peer: nil,
                mode: .leaving)
        }
        let first = table.insert(make).id
        table.remove(first)
        table.remove(first)
        let second = table.insert(make).id
        #expect(second.slot == first.slot)
        #expect(table[first] == nil)
        #expect(table[second] != nil)
        #expect(table.count == 1)
        #expect(ConnectionID(tag: second.tag) == second)
    }

    @Test func `a table gives back what a crowd took, and names nobody twice`() {
        var table = ConnectionTable()
        // A number that is not open: closing it does nothing.
        let make = { (id: ConnectionID) in
            Connection(
                id: id, descriptor: FileDescriptor(owning: .max), peer: nil, mode: .leaving)
        }
        let stays = table.insert(make).id
        var names: Set<ConnectionID> = [stays]
        for _ in 0..<3 {
            let crowd = (0..<2_000).map { _ in table.insert(make).id }
            #expect(crowd.allSatisfy { names.insert($0).inserted })
            #expect(crowd.allSatisfy { $0.slot <= 2_000 })
            for id in crowd { table.remove(id) }
            table.trim()
            #expect(crowd.allSatisfy { table[$0] == nil })
            #expect(table[stays] != nil)
            #expect(table.count == 1)
        }
    }

    @Test func `a ledger gives back what was taken`() {
        var configuration = GatewayConfiguration()
        configuration.connectionsPerAddress = 1
        let ledger = ConnectionLedger(configuration)
        #expect(ledger.admit(address: "a"))
        #expect(!ledger.admit(address: "a"))
        #expect(ledger.admit(address: "b"))
        ledger.release(address: "a")
        #expect(ledger.admit(address: "a"))
        #expect(ledger.count == 2)
    }
}
