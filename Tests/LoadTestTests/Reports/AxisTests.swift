import Testing

@testable import loadtest

@Suite struct `Axis of a chart` {
    @Test(arguments: [
        (60.0, "/s", ["0", "20", "40", "60 /s"]), (0.9, "", ["0", "0.5", "1"]),
        (512_494.0, "/s", ["0", "200k", "400k", "600k /s"]), (10_000.0, "", ["0", "5k", "10k"]),
        (8.4, "ms", ["0", "5", "10 ms"]), (0.0, "ms", ["0", "0.5", "1 ms"]),
        (Double.nan, "", ["0", "0.5", "1"]), (7_000_000.0, "", ["0", "5M", "10M"]),
    ])
    func `has round numbers up to the highest`(highest: Double, unit: String, labels: [String]) {
        let axis = Axis.linear(to: highest, unit: unit, about: 3)
        #expect(axis.ticks.map(\.label) == labels)
        #expect(axis.range.upperBound >= (highest.isFinite ? highest : 0))
    }

    @Test(arguments: [
        (2.0, 30.0, ["2", "5", "10", "20", "50 ms"]),
        (0.3, 128.0, ["0.2", "1", "10", "100", "200 ms"]),
        (0.0, 40_000.0, ["0.001", "0.01", "0.1", "1", "10", "100", "1,000", "10k", "50k ms"]),
    ])
    func `has powers of ten where values differ by much`(
        lowest: Double, highest: Double, labels: [String]
    ) {
        let axis = Axis.logarithmic(from: lowest, to: highest, unit: "ms")
        #expect(axis.ticks.map(\.label) == labels)
        #expect(axis.position(of: axis.range.lowerBound) == 0)
        #expect(axis.position(of: axis.range.upperBound) == 1)
        #expect(axis.position(of: 0) == 0)
    }

    @Test(arguments: [
        (5.0, "0, 1 s, 2 s, 3 s, 4 s, 5 s"), (75.0, "0, 15 s, 30 s, 45 s, 60 s, 75 s"),
        (600.0, "0, 2 min, 4 min, 6 min, 8 min, 10 min"), (14_000.0, "0, 1 h, 2 h, 3 h"),
        (900_000.0, "0, 48 h, 96 h, 144 h, 192 h, 240 h"),
    ])
    func `of time has steps in which people count`(seconds: Double, labels: String) {
        #expect(Axis.time(to: seconds).ticks.map(\.label).joined(separator: ", ") == labels)
    }

    @Test func `of percentiles gives each nine the same room`() {
        let axis = Axis.percentile(nines: 4)
        #expect(axis.ticks.map(\.label) == ["0", "50 %", "90 %", "99 %", "99.9 %", "99.99 %"])
        for (percentile, position) in [(90.0, 0.25), (99, 0.5), (99.9, 0.75), (99.99, 1), (0, 0)] {
            #expect(abs(axis.position(of: Axis.nines(percentile)) - position) < 1e-9)
        }
        #expect(axis.position(of: Axis.nines(100)) == 1)
    }

    @Test func `stays inside for what is off it`() {
        let axis = Axis.linear(to: 10, unit: "")
        #expect(axis.position(of: -5) == 0)
        #expect(axis.position(of: 50) == 1)
        #expect(axis.position(of: 5) == 0.5)
    }
}
