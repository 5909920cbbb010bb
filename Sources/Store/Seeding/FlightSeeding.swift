package import Booking
package import Events

/// Fills the inventory: the schedule's flights of a number of days, with all their seats.
///
/// Running it again adds only what is missing, so it also tops the inventory up as days pass. It
/// emits no event: who looks at a board sees new days with the next snapshot.
package struct FlightSeeding: Sendable {
    /// What was added for one day.
    package struct Day: Hashable, Sendable {
        /// The day of departure.
        package let date: CivilDate
        /// The flights that were missing.
        package let flights: Int
        /// Their seats.
        package let seats: Int
    }

    private let database: Database
    private let schedule: Schedule

    /// Seeds `database` from `schedule`.
    package init(_ database: Database, _ schedule: Schedule) {
        self.database = database
        self.schedule = schedule
    }

    /// Adds the flights from yesterday to so many days ahead, by the database's clock; a
    /// transaction for each day, so that it can be broken off.
    ///
    /// `report` is called after each.
    @discardableResult
    package func run(
        daysAhead: Int, report: (Day) -> Void = { _ in }
    ) async throws(PostgresError) -> [Day] {
        let today = try await database.query("SELECT (now() AT TIME ZONE 'UTC')::date AS today")
            .only().date("today")
        let dates = (-1...max(daysAhead, 0)).map {
            CivilDate(daysSince1970: today.daysSince1970 + Int64($0))
        }
        let inventory = schedule.parameters + AircraftType.seatParameters
        var days: [Day] = []
        for batch in stride(from: 0, to: dates.count, by: Self.sessions) {
            let results = await withTaskGroup(of: Result<Day, PostgresError>.self) { group in
                for date in dates[batch...].prefix(Self.sessions) {
                    group.addTask { await add(date, inventory) }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            for day in try results.map({ result throws(PostgresError) in try result.get() })
                .sorted(by: { $0.date < $1.date })
            {
                report(day)
                days.append(day)
            }
        }
        return days
    }

    /// Days that are added at a time: what a small machine's cores can do beside each other.
    private static let sessions = 2

    private func add(
        _ date: CivilDate, _ inventory: [PostgresValue]
    ) async -> Result<Day, PostgresError> {
        do throws(PostgresError) {
            let row = try await database.query(Self.statement, [.date(date)] + inventory).only()
            return .success(
                Day(date: date, flights: try row.int("flights"), seats: try row.int("seats")))
        } catch {
            return .failure(error)
        }
    }

    /// Local times become points in time here, for PostgreSQL knows the time zones.
    ///
    /// The statuses are what the rules would say, so that the first run of the job has no day to
    /// catch up on.
    private static let statement = """
        WITH service AS (
            SELECT *, ($1::date + minute * interval '1 minute') AT TIME ZONE origin_zone AS departs
            FROM unnest($2::text[], $3::int[], $4::text[], $5::text[], $6::text[], $7::text[],
                $8::text[], $9::text[], $10::text[], $11::int[], $12::int[], $13::text[],
                $14::text[], $15::text[], $16::text[], $17::text[], $18::text[], $19::text[],
                $20::text[])
                AS s(airline, number, aircraft_type, origin, origin_city, origin_zone,
                    destination, destination_city, destination_zone, minute, block,
                    departure_terminal, departure_gate, arrival_terminal, arrival_gate, baggage,
                    currency, fare_cabins, fare_prices)
        ), timed AS (
            SELECT *, departs + block * interval '1 minute' AS arrives FROM service
        ), made AS (
            INSERT INTO flight (id, airline, number, service_date, aircraft_type, origin,
                origin_city, origin_zone, origin_offset, destination, destination_city,
                destination_zone, destination_offset, departure_scheduled, departure_terminal,
                departure_gate, arrival_scheduled, arrival_terminal, arrival_gate, baggage,
                status, currency, fare_cabins, fare_prices)
            SELECT gen_random_uuid(), airline, number, $1::date, aircraft_type, origin,
                origin_city, origin_zone,
                extract(epoch FROM (departs AT TIME ZONE origin_zone)
                    - (departs AT TIME ZONE 'UTC')) / 60,
                destination, destination_city, destination_zone,
                extract(epoch FROM (arrives AT TIME ZONE destination_zone)
                    - (arrives AT TIME ZONE 'UTC')) / 60,
                departs, departure_terminal, departure_gate, arrives, arrival_terminal,
                arrival_gate, baggage,
                CASE WHEN arrives <= now() THEN 'landed' WHEN departs <= now() THEN 'in_air'
                    WHEN departs <= now() + interval '1 hour' THEN 'boarding'
                    ELSE 'scheduled' END,
                currency, string_to_array(fare_cabins, ' '),
                string_to_array(fare_prices, ' ')::bigint[]
            FROM timed
            ON CONFLICT (airline, number, service_date) DO NOTHING
            RETURNING id, aircraft_type
        ), seats AS (
            INSERT INTO flight_seat (flight_id, designator, cabin)
            SELECT made.id, layout.designator, layout.cabin::cabin
            FROM made JOIN unnest($21::text[], $22::text[], $23::text[])
                AS layout(aircraft_type, designator, cabin) USING (aircraft_type)
            ORDER BY made.id, layout.designator COLLATE "C"
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM made) AS flights, (SELECT count(*) FROM seats) AS seats
        """
}

extension Schedule {
    /// The services as columns, in the order of the statement.
    fileprivate var parameters: [PostgresValue] {
        func texts(_ value: (ScheduledService) -> String) -> PostgresValue {
            .texts(services.map(value))
        }
        return [
            texts(\.airline.description), .integers(services.map(\.number)),
            texts(\.aircraft.iata), texts(\.origin.iata.description), texts(\.origin.city),
            texts(\.origin.timeZone), texts(\.destination.iata.description),
            texts(\.destination.city), texts(\.destination.timeZone),
            .integers(services.map(\.departureMinute)), .integers(services.map(\.blockMinutes)),
            texts(\.departureTerminal), texts(\.departureGate), texts(\.arrivalTerminal),
            texts(\.arrivalGate), texts(\.baggage),
            texts { $0.fares.first?.price.currency.code ?? "" },
            texts { $0.fares.map(\.cabin.rawValue).joined(separator: " ") },
            texts { $0.fares.map { "\($0.price.minorUnits)" }.joined(separator: " ") },
        ]
    }
}

extension AircraftType {
    /// The seats of every type as columns.
    fileprivate static let seatParameters: [PostgresValue] = {
        let seats = all.flatMap { type in
            type.layout.seats.map { (type.iata, $0.designator.description, $0.cabin.rawValue) }
        }
        return [.texts(seats.map(\.0)), .texts(seats.map(\.1)), .texts(seats.map(\.2))]
    }()
}
