import Events
import Testing

/// Entries out of fields that are lent one by one.
struct LogPageTests {
    private func take(_ field: LogPage.Field, _ text: String, into page: inout LogPage) {
        page.take(field, text.utf8.span)
    }

    /// Takes the fields of an entry but `lacking`.
    private func fill(
        _ page: inout LogPage, _ name: String, payload: String = "{}",
        without lacking: LogPage.Field? = nil
    ) {
        let fields: [(LogPage.Field, String)] = [
            (.payload, payload), (.topics, "ops airport:LHR"), (.identity, "/a \(name)"),
            (.subject, "subject/\(name)"), (.type, "type:\(name)"),
        ]
        for (field, text) in fields where field != lacking { take(field, text, into: &page) }
    }

    private func entry(_ seq: Int64, _ name: String, payload: String = "{}") -> LogEntry {
        LogEntry(
            seq: seq, identity: "/a \(name)", type: "type:\(name)", subject: "subject/\(name)",
            topics: [Topic(.ops), Topic(.airport, "LHR")], payload: Array(payload.utf8))
    }

    @Test func `an entry is what its fields say, in whatever order they come`() {
        var page = LogPage()
        for seq in Int64(1)...3 {
            fill(&page, "\(seq)")
            let isAdded = page.add(seq: seq)
            #expect(isAdded)
        }
        let entries = page.take()
        #expect(entries == [entry(1, "1"), entry(2, "2"), entry(3, "3")])
        #expect(entries.map(\.payloadSize) == [2, 2, 2])
        #expect(page.take() == [])
    }

    @Test(arguments: [LogPage.Field.identity, .type, .subject, .topics, .payload])
    func `an entry that lacks a field leaves nothing behind`(_ field: LogPage.Field) {
        var page = LogPage()
        fill(&page, "1", without: field)
        let isAdded = page.add(seq: 1)
        #expect(!isAdded)
        fill(&page, "2")
        let isNextAdded = page.add(seq: 2)
        #expect(isNextAdded)
        fill(&page, "3", without: field)
        let entries = page.take()
        #expect(entries == [entry(2, "2")])
        #expect(entries.first?.blockSize == entry(2, "2").blockSize)
    }

    @Test func `entries beyond a block are in the next, and keep what is theirs`() {
        var page = LogPage()
        let payload = String(repeating: "x", count: 20_000)
        for seq in Int64(1)...9 {
            fill(&page, "\(seq)", payload: payload + "\(seq)")
            let isAdded = page.add(seq: seq)
            #expect(isAdded)
        }
        let entries = page.take()
        #expect(entries == (1...9).map { entry($0, "\($0)", payload: payload + "\($0)") })
        #expect(entries[0].sharesMemory(with: entries[3]))
        #expect(!entries[3].sharesMemory(with: entries[4]))
        #expect(entries.allSatisfy { $0.blockSize < 84_000 })
    }

    @Test func `a page can be filled again, also after a large entry`() {
        var page = LogPage()
        let large = String(repeating: "x", count: 1 << 20)
        fill(&page, "1", payload: large)
        let isAdded = page.add(seq: 1)
        #expect(isAdded)
        #expect(page.take() == [entry(1, "1", payload: large)])
        fill(&page, "2")
        let isNextAdded = page.add(seq: 2)
        #expect(isNextAdded)
        let entries = page.take()
        #expect(entries == [entry(2, "2")])
        #expect(entries.first?.blockSize == entry(2, "2").blockSize)
    }
}
