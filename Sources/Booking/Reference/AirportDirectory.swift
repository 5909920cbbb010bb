/// The airports of the world that have an IATA code, read once from a CSV file.
package struct AirportDirectory: Sendable {
    /// Every airport, by its code.
    package let all: [Airport]
    /// Where each code's airport is in `all`: the airports themselves are megabytes, held once.
    private let places: [AirportCode: Int]

    /// Reads `airports.csv`: a line of column names, then a line for each airport.
    ///
    /// Throws for the first line that is not an airport: the file is part of the program.
    package init(csv bytes: [UInt8]) throws(ReferenceDataError) {
        var airports: [Airport] = []
        for (index, fields) in CSVReader(bytes).enumerated().dropFirst() {
            guard let airport = Airport(fields) else {
                throw ReferenceDataError(line: index + 1, columns: fields.count)
            }
            airports.append(airport)
        }
        all = airports.sorted { $0.iata < $1.iata }
        places = Dictionary(
            all.enumerated().map { ($1.iata, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The airport with this code.
    package subscript(code: AirportCode) -> Airport? { places[code].map { all[$0] } }

    /// Airports in `country` whose code, city or name begins a word with `text`, those with
    /// that code first; by code otherwise.
    package func search(_ text: String?, country: String? = nil) -> [Airport] {
        let words = text.map { $0.lowercased() }
        let found = all.filter { airport in
            (country ?? airport.country) == airport.country
                && (words.map(airport.matches) ?? true)
        }
        guard let words else { return found }
        return found.filter { $0.isNamed(words) } + found.filter { !$0.isNamed(words) }
    }

    /// The airports nearest to a place, with their distances in km.
    package func nearest(
        latitude: Double, longitude: Double, limit: Int
    ) -> [(airport: Airport, kilometres: Double)] {
        let measured = all.map {
            (
                airport: $0,
                kilometres: GreatCircle.kilometres(
                    latitude, longitude, $0.latitude, $0.longitude)
            )
        }
        return Array(measured.sorted { $0.kilometres < $1.kilometres }.prefix(limit))
    }
}

/// A line of a reference file that cannot be read.
package struct ReferenceDataError: Error, Hashable, Sendable {
    /// The line, from 1.
    package let line: Int
    /// How many columns it has.
    package let columns: Int
}

extension Airport {
    /// The airport of one line; nil when a column is missing or wrong.
    fileprivate init?(_ fields: [String]) {
        guard fields.count == 11, let iata = AirportCode(fields[0]),
            let latitude = Double(fields[6]), let longitude = Double(fields[7]),
            let elevation = Int(fields[8]), !fields[9].isEmpty
        else { return nil }
        self.init(
            iata: iata, icao: fields[1].isEmpty ? nil : fields[1], name: fields[2],
            city: fields[3], subdivision: fields[4], country: fields[5], latitude: latitude,
            longitude: longitude, elevationFeet: elevation, timeZone: fields[9],
            metroCode: fields[10].isEmpty ? nil : fields[10])
    }

    fileprivate func isNamed(_ text: String) -> Bool {
        iata.description.lowercased() == text || metroCode?.lowercased() == text
    }

    fileprivate func matches(_ text: String) -> Bool {
        isNamed(text) || icao?.lowercased() == text || begins(text, aWordOf: city)
            || begins(text, aWordOf: name)
    }

    private func begins(_ text: String, aWordOf phrase: String) -> Bool {
        let phrase = phrase.lowercased()
        return phrase.hasPrefix(text) || phrase.contains(" " + text)
    }
}
