import Logging
import Store
import Synchronization
import Testing

@testable import FlightHub

@Suite struct DatabaseLogTests {
    private let absent = ServerError(
        state: SQLState("42P01"), diagnostic: "relation \"booking\" does not exist")

    @Test func `a refusal is said once a second, with the number of those left out`() {
        let second = Mutex<UInt64>(1)
        let kept = KeptLines()
        let refused = DatabaseLog.refusals(kept.logger, second: { second.withLock { $0 } })
        for _ in 0..<3 { refused(absent) }
        refused(ServerError(state: SQLState("22012"), diagnostic: "division by zero"))
        second.withLock { $0 = 2 }
        refused(absent)
        let line =
            "PostgreSQL refused a statement: "
            + "SQLSTATE 42P01: relation \"booking\" does not exist"
        #expect(
            kept.lines == [
                "error \(line)",
                "error PostgreSQL refused a statement: SQLSTATE 22012: division by zero",
                "error \(line) (2 more with this code were left out)",
            ])
    }

    @Test func `kinds without end are forgotten`() {
        var repeats = RepeatedLines()
        for kind in 0..<1_000 { #expect(repeats.admit("\(kind)", 1) == 0) }
        #expect(repeats.admit("999", 1) == nil)
    }
}
