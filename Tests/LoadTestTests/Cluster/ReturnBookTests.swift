import Testing

@testable import loadtest

/// How evenly clients come back.
struct ReturnBookTests {
    @Test func `clients that come back evenly crowd nothing`() throws {
        let book = ReturnBook([[10: 5, 11: 5, 12: 5], [11: 5, 10: 5, 12: 5]])
        let crowd = try #require(book.crowd(in: 5...20))
        #expect(crowd.count == 30)
        #expect(crowd.peak == 10)
        #expect(crowd.crowding == 1)
    }

    @Test func `a second in which nobody comes makes the others fuller`() throws {
        let crowd = try #require(ReturnBook([[10: 30, 12: 10, 13: 0]]).crowd(in: 10...13))
        #expect(crowd.seconds == 3)
        #expect(crowd.crowding == 30 * 3 / 40.0)
    }

    @Test func `only those between the two moments count`() throws {
        let book = ReturnBook([[1: 100, 5: 7, 9: 100]])
        #expect(book.crowd(in: 4...6)?.count == 7)
        #expect(book.crowd(in: 2...4) == nil)
    }
}
