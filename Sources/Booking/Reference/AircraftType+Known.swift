extension AircraftType {
    /// The types that house flights use, by IATA code.
    ///
    /// Codes are those of IATA and of ICAO Doc 8643; speeds and ranges are rounded from the
    /// makers' published figures; layouts follow the usual fittings of network carriers, with
    /// rows numbered through, and are nobody's in particular.
    package static let known: [String: AircraftType] = Dictionary(
        all.map { ($0.iata, $0) }, uniquingKeysWith: { first, _ in first })

    /// The same, from the smallest to the largest.
    package static let all: [AircraftType] = [
        AircraftType(
            iata: "AT7", icao: "AT76", name: "ATR 72-600", cruiseSpeed: 500, range: 1_300,
            layout: CabinLayout(sections: [rows(1...18, .economy, ["AC", "DF"])])),
        AircraftType(
            iata: "E90", icao: "E190", name: "Embraer 190", cruiseSpeed: 800, range: 3_300,
            layout: CabinLayout(sections: [
                rows(1...3, .business, ["AC", "DF"]), rows(4...25, .economy, ["AC", "DF"]),
            ])),
        AircraftType(
            iata: "223", icao: "BCS3", name: "Airbus A220-300", cruiseSpeed: 830, range: 5_000,
            layout: CabinLayout(sections: [
                rows(1...3, .business, ["AC", "DF"]), rows(4...27, .economy, ["AC", "DEF"]),
            ])),
        AircraftType(
            iata: "320", icao: "A320", name: "Airbus A320", cruiseSpeed: 830, range: 5_200,
            layout: CabinLayout(sections: [
                rows(1...4, .business, ["AC", "DF"]), rows(5...28, .economy, ["ABC", "DEF"]),
            ])),
        AircraftType(
            iata: "73H", icao: "B738", name: "Boeing 737-800", cruiseSpeed: 830, range: 5_000,
            layout: CabinLayout(sections: [
                rows(1...4, .business, ["AC", "DF"]), rows(5...29, .economy, ["ABC", "DEF"]),
            ])),
        AircraftType(
            iata: "789", icao: "B789", name: "Boeing 787-9", cruiseSpeed: 900, range: 13_500,
            layout: CabinLayout(sections: [
                rows(1...8, .business, ["A", "DG", "K"]),
                rows(10...13, .premiumEconomy, ["AC", "DEG", "HK"]),
                rows(20...43, .economy, ["ABC", "DEG", "HJK"]),
            ])),
        AircraftType(
            iata: "359", icao: "A359", name: "Airbus A350-900", cruiseSpeed: 905, range: 14_500,
            layout: CabinLayout(sections: [
                rows(1...9, .business, ["A", "DG", "K"]),
                rows(11...13, .premiumEconomy, ["AC", "DEFG", "HK"]),
                rows(20...44, .economy, ["ABC", "DEG", "HJK"]),
            ])),
        AircraftType(
            iata: "77W", icao: "B77W", name: "Boeing 777-300ER", cruiseSpeed: 905, range: 13_600,
            layout: CabinLayout(sections: [
                rows(1...2, .first, ["A", "DG", "K"]), rows(5...14, .business, ["A", "DG", "K"]),
                rows(20...22, .premiumEconomy, ["AC", "DEFG", "HK"]),
                rows(30...56, .economy, ["ABC", "DEFG", "HJK"]),
            ])),
    ]

    private static func rows(
        _ rows: ClosedRange<Int>, _ cabin: Cabin, _ blocks: [String]
    ) -> CabinSection {
        // Airlines leave out row 13.
        CabinSection(cabin: cabin, rows: rows.filter { $0 != 13 }, blocks: blocks)
    }
}
