import Events
import Testing

@testable import loadtest

@Suite struct `From a commit to its frames` {
    private func at(_ milliseconds: Int64) -> Timestamp {
        Timestamp(microseconds: milliseconds * 1_000)
    }

    @Test func `is told when both are known, whichever comes first`() {
        var book = CommitBook()
        #expect(book.arrived("f/1A/2", at: at(15)) == nil)
        #expect(book.arrived("f/1A/2", at: at(18)) == nil)
        #expect(book.committed("f/1A/2", at: at(10)) == [.milliseconds(5), .milliseconds(8)])
        #expect(book.arrived("f/1A/2", at: at(30)) == .milliseconds(20))
        #expect(book.committed("f/1B/2", at: at(40)) == [])
        #expect(book.arrived("f/1B/2", at: at(41)) == .milliseconds(1))
    }

    @Test func `a change that is told twice does not count its frames twice`() {
        var book = CommitBook()
        _ = book.arrived("a", at: at(2))
        #expect(book.committed("a", at: at(1)).count == 1)
        #expect(book.committed("a", at: at(1)).isEmpty)
    }

    @Test func `the oldest changes are forgotten`() {
        var book = CommitBook()
        for number in 0..<20_000 { _ = book.committed("\(number)", at: at(0)) }
        #expect(book.arrived("0", at: at(1)) == .milliseconds(1))
        _ = book.committed("20000", at: at(0))
        #expect(book.arrived("0", at: at(1)) == nil)
        #expect(book.arrived("19999", at: at(1)) == .milliseconds(1))
        #expect(book.arrived("20000", at: at(1)) == .milliseconds(1))
    }
}
