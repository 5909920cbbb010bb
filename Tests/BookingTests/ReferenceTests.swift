import Booking
import Dashboard
import Testing

@Suite struct ReferenceTests {
    private func directory() throws -> AirportDirectory {
        try AirportDirectory(csv: try #require(Asset.named("data/airports.csv")).bytes)
    }

    @Test func `every airport of the file is known, with its time zone`() throws {
        let airports = try directory()
        #expect(airports.all.count == 7_884)
        let code = try #require(AirportCode("LHR"))
        let heathrow = try #require(airports[code])
        #expect(heathrow.icao == "EGLL")
        #expect(heathrow.timeZone == "Europe/London")
        #expect(heathrow.metroCode == "LON")
        #expect(heathrow.elevationFeet == 83)
    }

    @Test func `airports are found by code, city, country and distance`() throws {
        let airports = try directory()
        func codes(_ text: String?, _ country: String? = nil) -> [String] {
            airports.search(text, country: country).map(\.iata.description)
        }
        #expect(codes("lhr").first == "LHR")
        #expect(Set(codes("LON", "GB").prefix(6)).isSuperset(of: ["LHR", "LGW", "LCY"]))
        #expect(codes("heathrow") == ["LHR"])
        #expect(codes("zürich") == codes("zürich", "CH"))
        #expect(codes("no such place") == [])
        let near = airports.nearest(latitude: 51.47, longitude: -0.46, limit: 2)
        #expect(near.map(\.airport.iata.description).first == "LHR")
        #expect(near.allSatisfy { $0.kilometres < 30 })
    }

    @Test func `quoted fields hold commas, quotes and lines`() throws {
        let header = "iata,icao,name,city,subdivision,country,lat,lon,ft,tz,metro\n"
        let line = "ABC,,\"A, \"\"B\"\"\nC\",\"Town\",,GB,1.5,-2,30,Europe/London,\r\n"
        let airports = try AirportDirectory(csv: Array((header + line).utf8))
        let airport = try #require(airports.all.first)
        #expect(airport.name == "A, \"B\"\nC")
        #expect(airport.city == "Town")
        #expect(airport.icao == nil)
        #expect(airport.longitude == -2)
    }

    @Test(arguments: [
        "ABC,1", "abc,,,,,GB,1,2,3,Europe/London,", "ABC,,,,,GB,x,2,3,Europe/London,",
    ])
    func `a line that is no airport is named`(_ line: String) {
        let error = #expect(throws: ReferenceDataError.self) {
            try AirportDirectory(csv: Array("header\n\(line)\n".utf8))
        }
        #expect(error?.line == 2)
    }

    @Test func `distances follow the great circle`() {
        let kilometres = GreatCircle.kilometres(51.4706, -0.4619, 40.6399, -73.7787)
        #expect(abs(kilometres - 5_540) < 15)
        #expect(GreatCircle.kilometres(10, 20, 10, 20) == 0)
        #expect(abs(GreatCircle.kilometres(0, 0, 0, 180) - 20_015) < 1)
    }

    @Test func `the schedule has 200 flights a day between 40 airports, all of them possible`()
        throws
    {
        let usd = try #require(Currency("USD"))
        let schedule = Schedule(airports: try directory(), currency: usd)
        let services = schedule.services
        #expect(services.count >= 200)
        #expect(Set(services.map(\.origin.iata)).count >= 40)
        #expect(Set(services.map { "\($0.airline)\($0.number)" }).count == services.count)
        for service in services {
            #expect(Airline.known[service.airline] != nil)
            #expect((6 * 60..<23 * 60).contains(service.departureMinute))
            #expect((40...1_000).contains(service.blockMinutes))
            #expect(
                Set(service.fares.map(\.cabin))
                    == Set(service.aircraft.layout.sections.map(\.cabin)))
            #expect(service.fares.allSatisfy { $0.price.minorUnits > 0 })
        }
        #expect(Schedule(airports: try directory(), currency: usd).services == services)
    }

    @Test func `no aircraft has a seat twice, and every airline has a name`() {
        for type in AircraftType.all {
            let seats = type.layout.seats.map(\.designator)
            #expect(Set(seats).count == seats.count)
            #expect((60...420).contains(seats.count))
        }
        #expect(Airline.all.count >= 30)
        #expect(Airline.all.allSatisfy { !$0.name.isEmpty && $0.icao.utf8.count == 3 })
    }
}
