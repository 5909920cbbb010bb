import Accounts
import Booking
import Events
import Testing

/// Values that the tests of bookings share.
enum Samples {
    static let now = Timestamp(seconds: 1_795_000_000)
    static let agency = UniqueID(high: 0xA, low: 0xA)
    static let flightID = UniqueID(high: 0xF, low: 0xF)

    static func usd(_ minorUnits: Int64) throws -> Money {
        Money(minorUnits: minorUnits, try #require(Currency("USD")))
    }

    /// A flight from London to New York that leaves in a day.
    static func flight(
        leavesIn departure: Duration = .seconds(86_400), status: FlightStatus = .scheduled
    ) throws -> Flight {
        let scheduled = now + departure
        return Flight(
            id: flightID, airline: try #require(AirlineCode("BA")), number: 117,
            serviceDate: CivilDate(scheduled), aircraftType: "320",
            departure: Movement(
                airport: try #require(AirportCode("LHR")), city: "London",
                timeZone: "Europe/London", offsetMinutes: 60, scheduled: scheduled,
                terminal: "5", gate: "B32"),
            arrival: Movement(
                airport: try #require(AirportCode("JFK")), city: "New York",
                timeZone: "America/New_York", offsetMinutes: -240,
                scheduled: scheduled + .seconds(8 * 3_600)),
            status: status,
            fares: [
                Fare(cabin: .business, price: try usd(1_000_00)),
                Fare(cabin: .economy, price: try usd(333_33)),
            ])
    }

    static func seat(_ text: String, _ holding: SeatHolding = .available) throws -> Seat {
        let designator = try #require(SeatDesignator(text))
        return Seat(
            flightID: flightID, designator: designator,
            cabin: designator.row < 5 ? .business : .economy, holding: holding, version: 1)
    }

    static func principal(
        _ role: Role, _ id: UniqueID = .random(), agency: UniqueID? = agency,
        airline: String = "BA"
    ) -> Principal {
        Principal(
            userID: id, role: role, agencyID: role == .travelAgent ? agency : nil,
            airline: role == .airlineAgent ? airline : nil, sessionID: .random(),
            expiresAt: now + .seconds(3_600))
    }

    static func person(
        _ type: PassengerType = .adult, born year: Int64 = 1990, ref: String? = nil
    ) -> PassengerDetails {
        PassengerDetails(
            ref: ref, type: type, givenName: "Ada", familyName: "Byron",
            bornOn: CivilDate(year: year, month: 1, day: 1))
    }

    static func lock(_ seats: [SeatLock.Place], of holder: UniqueID) -> SeatLock {
        SeatLock(
            id: UniqueID(high: 1, low: 1), flightID: flightID, holderID: holder, places: seats,
            createdAt: now, expiresAt: now + .seconds(600))
    }

    static func request(
        _ passengers: [PassengerDetails], total: Money, email: String = "ada@example.com"
    ) -> HoldRequest {
        HoldRequest(
            flightID: flightID, seatLockIDs: [UniqueID(high: 1, low: 1)], passengers: passengers,
            contact: Contact(email: email, phone: "+442071838750"), expectedTotal: total)
    }
}
