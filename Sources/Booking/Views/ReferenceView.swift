import Events
package import JSON

/// How airports and airlines are shown.
package enum ReferenceView {
    /// Writes an airport's members.
    package static func members(_ airport: Airport, in json: inout JSONWriter) {
        json.member("iata", airport.iata.description)
        json.member("icao", ifPresent: airport.icao)
        json.member("name", airport.name)
        json.member("city", airport.city)
        json.member("subdivision", airport.subdivision)
        json.member("country", airport.country)
        json.member("lat", airport.latitude)
        json.member("lon", airport.longitude)
        json.member("elevationFt", airport.elevationFeet)
        json.member("timeZone", airport.timeZone)
        json.member("metroCode", ifPresent: airport.metroCode)
    }

    /// Writes an airline's members.
    package static func members(_ airline: Airline, in json: inout JSONWriter) {
        json.member("iata", airline.iata.description)
        json.member("icao", airline.icao)
        json.member("name", airline.name)
        json.member("callsign", airline.callsign)
        json.member("country", airline.country)
    }
}
