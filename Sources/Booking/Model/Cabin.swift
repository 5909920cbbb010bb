/// The classes of travel, from the front of the aircraft to the back.
package enum Cabin: String, CaseIterable, Hashable, Sendable, Comparable {
    case first, business
    case premiumEconomy = "premium_economy"
    case economy

    private var order: Int {
        switch self {
        case .first: 0
        case .business: 1
        case .premiumEconomy: 2
        case .economy: 3
        }
    }

    package static func < (left: Cabin, right: Cabin) -> Bool { left.order < right.order }
}

/// The rows of one cabin and the seats abreast.
package struct CabinSection: Hashable, Sendable {
    /// The class of travel.
    package let cabin: Cabin
    /// Its rows; numbers may be left out.
    package let rows: [Int]
    /// The columns from left to right, one entry for each block between aisles: `["ABC", "DEF"]`.
    package let blocks: [String]
}

/// How an aircraft is fitted out.
package struct CabinLayout: Hashable, Sendable {
    /// From the nose to the tail.
    package let sections: [CabinSection]

    /// Every seat with its cabin, from the nose to the tail.
    package var seats: [(designator: SeatDesignator, cabin: Cabin)] {
        sections.flatMap { section in
            section.rows.flatMap { row in
                section.blocks.joined().map {
                    (SeatDesignator(row: row, column: $0), section.cabin)
                }
            }
        }
    }
}

/// A type of aircraft with the layout that house flights use.
package struct AircraftType: Hashable, Sendable {
    /// The IATA code, such as `320`.
    package let iata: String
    /// The ICAO designator, such as `A320`.
    package let icao: String
    /// Maker and model.
    package let name: String
    /// Cruising speed in km/h, for block times.
    package let cruiseSpeed: Double
    /// The longest route that it is planned on, in km.
    package let range: Double
    /// Its seats.
    package let layout: CabinLayout
}
