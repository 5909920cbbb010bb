/// One flight that the house offers every day.
package struct ScheduledService: Hashable, Sendable {
    /// Who flies it.
    package let airline: AirlineCode
    /// The number after the airline's code.
    package let number: Int
    /// Where it starts.
    package let origin: Airport
    /// Where it goes.
    package let destination: Airport
    /// The scheduled departure, in minutes after midnight on the origin's clock.
    package let departureMinute: Int
    /// From off block to on block.
    package let blockMinutes: Int
    /// What flies.
    package let aircraft: AircraftType
    /// Prices by cabin.
    package let fares: [Fare]
    /// Where people check in, and where they board.
    package let departureTerminal: String
    package let departureGate: String
    /// Where people come out, and where their bags are.
    package let arrivalTerminal: String
    package let arrivalGate: String
    package let baggage: String
}

/// The flights of a day: invented ones between real airports, on routes that the airlines fly.
///
/// The same program makes the same schedule everywhere and every day.
package struct Schedule: Sendable {
    /// Every service, by airline and number.
    package let services: [ScheduledService]

    /// A schedule of these services.
    package init(services: [ScheduledService]) {
        self.services = services
    }

    /// The house's schedule; airports that the directory does not know are left out.
    package init(airports: AirportDirectory, currency: Currency) {
        var services: [ScheduledService] = []
        for hub in Network.hubs {
            for (index, spoke) in hub.spokes.enumerated() {
                guard let home = airports[hub.airport], let away = airports[spoke.airport] else {
                    continue
                }
                for frequency in 0..<spoke.daily {
                    let number = hub.firstNumber + 20 * index + 2 * frequency
                    for (number, origin, destination) in [
                        (number, home, away), (number + 1, away, home),
                    ] {
                        services += [
                            ServicePlan(
                                airline: hub.airline, number: number, origin: origin,
                                destination: destination, fleet: hub.fleet, frequency: frequency,
                                daily: spoke.daily
                            ).service(currency: currency)
                        ].compactMap { $0 }
                    }
                }
            }
        }
        self.services = services
    }
}
