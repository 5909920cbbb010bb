/// Works out times, aircraft, fares and gates of one service.
struct ServicePlan {
    let airline: AirlineCode
    let number: Int
    let origin: Airport
    let destination: Airport
    let fleet: [AircraftType]
    let frequency: Int
    let daily: Int

    /// The service; nil when no aircraft of the fleet reaches so far.
    func service(currency: Currency) -> ScheduledService? {
        let distance = GreatCircle.kilometres(
            origin.latitude, origin.longitude, destination.latitude, destination.longitude)
        guard let aircraft = fleet.first(where: { $0.range >= distance }) else { return nil }
        return ScheduledService(
            airline: airline, number: number, origin: origin, destination: destination,
            departureMinute: departureMinute,
            blockMinutes: blockMinutes(distance, aircraft),
            aircraft: aircraft, fares: fares(distance, aircraft, currency),
            departureTerminal: "\(1 + draw(1) % 4)", departureGate: gate(draw(2)),
            arrivalTerminal: "\(1 + draw(3) % 4)", arrivalGate: gate(draw(4)),
            baggage: "\(1 + draw(5) % 12)")
    }

    /// Between 06:00 and 22:55 on the origin's clock; several flights of a day lie apart.
    private var departureMinute: Int {
        let slots = 17 * 12
        let spread = slots / daily
        return 6 * 60 + 5 * (frequency * spread + draw(0) % spread)
    }

    /// The flight at cruising speed and half an hour to taxi, climb and descend, in steps of 5.
    private func blockMinutes(_ distance: Double, _ aircraft: AircraftType) -> Int {
        let minutes = distance / aircraft.cruiseSpeed * 60 + 30
        return Int((minutes / 5).rounded(.up)) * 5
    }

    /// 40 and 0.075 for each km in economy, several times that in front; whole steps of 5.
    private func fares(
        _ distance: Double, _ aircraft: AircraftType, _ currency: Currency
    ) -> [Fare] {
        let unit = (0..<currency.exponent).reduce(Int64(1)) { unit, _ in unit * 10 }
        let cabins = Set(aircraft.layout.sections.map(\.cabin)).sorted()
        return cabins.map { cabin in
            let factor =
                switch cabin {
                case .first: 7.0
                case .business: 3.5
                case .premiumEconomy: 1.8
                case .economy: 1.0
                }
            let amount = Int64(((40 + 0.075 * distance) * factor / 5).rounded()) * 5
            return Fare(cabin: cabin, price: Money(minorUnits: amount * unit, currency))
        }
    }

    private func gate(_ draw: Int) -> String {
        let letters = ["A", "B", "C", "D"]
        return "\(letters[draw % 4])\(1 + draw / 4 % 40)"
    }

    /// A number that looks random and is the same for the same service: FNV-1a over its name.
    private func draw(_ salt: Int) -> Int {
        let name = "\(airline)\(number)/\(origin.iata)/\(salt)"
        let hash = name.utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { hash, byte in
            (hash ^ UInt64(byte)) &* 0x100_0000_01B3
        }
        return Int(hash >> 33)
    }
}
