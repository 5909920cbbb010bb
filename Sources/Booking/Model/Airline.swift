/// An airline that flies under an IATA designator.
package struct Airline: Hashable, Sendable {
    /// The designator.
    package let iata: AirlineCode
    /// The three-letter code of ICAO.
    package let icao: String
    /// What it calls itself.
    package let name: String
    /// What its crews call themselves on the radio.
    package let callsign: String
    /// ISO 3166-1 alpha-2.
    package let country: String
}
