import Testing

@testable import Net

@Suite struct RecentMaximumTests {
    private let minute = RecentMaximum.period

    /// The maximum after each of these values, which come at these times.
    private func maxima(_ values: [(value: UInt64, at: UInt64)]) -> [UInt64] {
        var maximum = RecentMaximum()
        var shown: UInt64 = 0
        return values.map { value, time in
            if maximum.add(value, at: time) { shown = maximum.value }
            return shown
        }
    }

    @Test func `a value counts for a minute at least and two at most`() {
        let values: [(value: UInt64, at: UInt64)] = [
            (7, 5), (3, 6), (9, minute), (2, minute + 5), (4, 2 * minute), (1, 2 * minute + 5),
        ]
        #expect(maxima(values) == [7, 7, 9, 9, 9, 4])
    }

    @Test func `what is older than two minutes is forgotten at once`() {
        #expect(maxima([(7, 5), (1, 5 + 3 * minute)]) == [7, 1])
    }
}
