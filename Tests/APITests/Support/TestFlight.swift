import Booking
import Events

/// A flight of tomorrow from London to New York, on an A320.
enum TestFlight {
    static func make(at now: Timestamp, number: Int = 117) -> Flight {
        Flight(
            id: UniqueID(high: 0x11, low: UInt64(number)),
            airline: code("BA", AirlineCode.init), number: number,
            serviceDate: CivilDate(now + .seconds(86_400)), aircraftType: "320",
            departure: movement("LHR", "London", "Europe/London", at: now + .seconds(86_400)),
            arrival: movement("JFK", "New York", "America/New_York", at: now + .seconds(115_200)),
            fares: [
                Fare(cabin: .business, price: money("400.00")),
                Fare(cabin: .economy, price: money("100.00")),
            ])
    }

    static func money(_ amount: String) -> Money {
        guard let currency = Currency("EUR"), let money = Money(amount, currency) else {
            preconditionFailure("an amount in the test is wrong: \(amount)")
        }
        return money
    }

    private static func movement(
        _ airport: String, _ city: String, _ zone: String, at time: Timestamp
    ) -> Movement {
        Movement(
            airport: code(airport, AirportCode.init), city: city, timeZone: zone,
            offsetMinutes: 0, scheduled: time)
    }

    private static func code<Code>(_ text: String, _ make: (String) -> Code?) -> Code {
        guard let code = make(text) else {
            preconditionFailure("a code in the test is wrong: \(text)")
        }
        return code
    }
}
