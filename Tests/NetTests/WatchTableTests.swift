import Testing

@testable import Net

@Suite struct WatchTableTests {
    private func watch(_ table: inout WatchTable) -> Watch {
        table.insert(7, .read, .callback { _ in })
    }

    @Test func `gives back what a crowd took, and takes no old registration for a new one`() {
        var table = WatchTable()
        let stays = watch(&table)
        var seen: Set<Watch> = [stays]
        for _ in 0..<3 {
            let crowd = (0..<2_000).map { _ in watch(&table) }
            #expect(crowd.allSatisfy { seen.insert($0).inserted })
            for watch in crowd { #expect(table.remove(watch) != nil) }
            table.trim()
            #expect(crowd.allSatisfy { table[$0] == nil })
            #expect(crowd.allSatisfy { table.remove($0) == nil })
            #expect(table[stays] != nil)
            #expect(table.count == 1)
        }
    }

    @Test func `keeps a registration that stands behind those that ended`() {
        var table = WatchTable()
        let crowd = (0..<2_000).map { _ in watch(&table) }
        let stays = watch(&table)
        for watch in crowd { _ = table.remove(watch) }
        table.trim()
        #expect(table[stays] != nil)
        #expect(table.count == 1)
    }
}
