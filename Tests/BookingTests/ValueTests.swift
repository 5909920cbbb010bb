import Booking
import Events
import Testing

@Suite struct ValueTests {
    @Test(arguments: [
        ("455.00", "USD", 45_500), ("455", "USD", 45_500), ("0.5", "USD", 50),
        ("-1.05", "EUR", -105), ("1200", "JPY", 1_200), ("1.234", "KWD", 1_234),
        ("450.000", "USD", 45_000), ("12.0", "JPY", 12),
    ])
    func `an amount is read exactly`(_ text: String, _ code: String, _ units: Int64) throws {
        let currency = try #require(Currency(code))
        let money = try #require(Money(text, currency))
        #expect(money.minorUnits == units)
        #expect(Money(money.amount, money.currency) == money)
    }

    @Test(arguments: [
        "", ".", "1.", ".5", "1.005", "1e3", "+1", "1,00", " 1", "--1", "1234567890123", "0x10",
    ])
    func `what is no amount is refused`(_ text: String) throws {
        let currency = try #require(Currency("USD"))
        #expect(Money(text, currency) == nil)
    }

    @Test func `amounts are written with the currency's decimals`() throws {
        func written(_ units: Int64, _ code: String) throws -> String {
            Money(minorUnits: units, try #require(Currency(code))).amount
        }
        #expect(try written(5, "USD") == "0.05")
        #expect(try written(-5, "USD") == "-0.05")
        #expect(try written(1_200, "JPY") == "1200")
        #expect(try written(1_234, "KWD") == "1.234")
        #expect(Currency("XYZ") == nil)
        #expect(Currency("usd") == nil)
    }

    @Test func `a share of an amount rounds half a cent up`() throws {
        #expect(try Samples.usd(333_33).percent(75) == Samples.usd(250_00))
        #expect(try Samples.usd(2).percent(25) == Samples.usd(1))
        #expect(try Samples.usd(1).percent(25) == Samples.usd(0))
    }

    @Test(arguments: ["RZPNX8", "rzpnx8", "ABCDEF", "222222"])
    func `a locator is read in both cases`(_ text: String) {
        #expect(PNR(text)?.description == text.uppercased())
    }

    @Test(arguments: ["", "ABCDE", "ABCDEFG", "ABCDE0", "ABCDE1", "ABCDEI", "ABCDEO", "ABCDÉF"])
    func `what can be mistaken is no locator`(_ text: String) {
        #expect(PNR(text) == nil)
    }

    @Test func `random locators are locators and differ`() {
        var generator = SystemRandomNumberGenerator()
        let locators = (0..<1_000).map { _ in PNR(using: &generator) }
        #expect(locators.allSatisfy { PNR($0.description) == $0 })
        #expect(Set(locators).count > 990)
    }

    @Test(arguments: ["1A", "12A", "99K"])
    func `a designator is a row and a column`(_ text: String) {
        #expect(SeatDesignator(text)?.description == text)
    }

    @Test(arguments: ["", "A", "0A", "01A", "100A", "12", "12a", "1É", "AA", "12AB"])
    func `what is no designator is refused`(_ text: String) {
        #expect(SeatDesignator(text) == nil)
    }

    @Test func `seats are ordered by row, then by column`() {
        let seats = ["10A", "9K", "9A", "2C"].compactMap { SeatDesignator($0) }
        #expect(seats.sorted().map(\.description) == ["2C", "9A", "9K", "10A"])
    }

    @Test func `a time is shown on the clock of the airport`() {
        #expect(Samples.now.description == "2026-11-18T11:06:40.000Z")
        #expect(Samples.now.local(offsetMinutes: 0) == "2026-11-18T11:06:40+00:00")
        #expect(Samples.now.local(offsetMinutes: 345) == "2026-11-18T16:51:40+05:45")
        #expect(Samples.now.local(offsetMinutes: -690) == "2026-11-17T23:36:40-11:30")
    }
}
