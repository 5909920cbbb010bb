import Testing

@testable import loadtest

@Suite struct `Numbers for people` {
    @Test(arguments: [
        (0.0, "0"), (0.047, "0.047"), (0.5, "0.500"), (1.234, "1.23"), (9.996, "10.0"),
        (99.96, "100"), (250, "250"), (1_204.4, "1,204"), (-12.34, "−12.3"), (.infinity, "–"),
        (.nan, "–"),
    ])
    func `have three digits that count`(value: Double, text: String) {
        #expect(Numeral.significant(value) == text)
    }

    @Test(arguments: [(0, "0"), (999, "999"), (1_000, "1,000"), (-30_000_000, "−30,000,000")])
    func `have their thousands set apart`(value: Int, text: String) {
        #expect(Numeral.grouped(value) == text)
    }

    @Test(arguments: [
        (1_530.0, "µs", "1.53 ms"), (12.5, "µs", "12.5 µs"), (2_500_000, "µs", "2.50 s"),
        (2_970, "bytes", "2.90 KiB"), (512, "bytes", "512 B"), (50, "1/s", "50 /s"),
        (30_000_000, "", "30,000,000"), (250, "ms", "250 ms"), (10, "%", "10 %"),
        (99.97, "%", "99.97 %"), (12.34, "%", "12.3 %"), (7, "seats", "7.00 seats"),
    ])
    func `come with the unit that suits their size`(value: Double, unit: String, text: String) {
        #expect(Quantity(value, unit).text == text)
    }

    @Test(arguments: [
        (100.0, 103.1, "+3.1 %"), (100, 88, "−12 %"), (100, 100.01, "±0 %"), (0, 0, "±0 %"),
        (0, 5, "–"), (-10, -5, "+50 %"),
    ])
    func `change in percent of what they were`(old: Double, new: Double, text: String) {
        #expect(Change.text(from: old, to: new) == text)
    }

    @Test func `of moments are written without their fraction`() {
        #expect(Moment.text("2026-11-21T14:43:26.123456Z") == "2026-11-21 14:43:26 UTC")
        #expect(Moment.text("2026-11-21T14:43:26+01:00") == "2026-11-21T14:43:26+01:00")
        #expect(Moment.text("yesterday") == "yesterday")
    }
}
