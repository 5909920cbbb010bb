/// An airport with scheduled or other traffic that IATA has given a code.
package struct Airport: Hashable, Sendable {
    /// The code that everything else refers to.
    package let iata: AirportCode
    /// The four-letter code of ICAO, where there is one.
    package let icao: String?
    /// Such as `Heathrow Airport`; may be empty in the source.
    package let name: String
    /// The city that it serves.
    package let city: String
    /// State, province or region; may be empty.
    package let subdivision: String
    /// ISO 3166-1 alpha-2.
    package let country: String
    /// Degrees north.
    package let latitude: Double
    /// Degrees east.
    package let longitude: Double
    /// Above the sea.
    package let elevationFeet: Int
    /// The IANA name of its time zone.
    package let timeZone: String
    /// The code of the metropolitan area, such as `LON`.
    package let metroCode: String?

    /// An airport with these values.
    package init(
        iata: AirportCode, icao: String?, name: String, city: String, subdivision: String,
        country: String, latitude: Double, longitude: Double, elevationFeet: Int,
        timeZone: String, metroCode: String?
    ) {
        self.iata = iata
        self.icao = icao
        self.name = name
        self.city = city
        self.subdivision = subdivision
        self.country = country
        self.latitude = latitude
        self.longitude = longitude
        self.elevationFeet = elevationFeet
        self.timeZone = timeZone
        self.metroCode = metroCode
    }
}
