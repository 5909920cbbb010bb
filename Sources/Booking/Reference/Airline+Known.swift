extension Airline {
    /// The airlines that house flights use the names of, by code.
    ///
    /// Designators and callsigns are those of IATA and of ICAO Doc 8585 as the airlines publish
    /// them. The flights under these names are invented.
    package static let all: [Airline] = table.split(separator: "\n").compactMap { line in
        let fields = line.split(separator: "|").map(String.init)
        guard fields.count == 5, let iata = AirlineCode(fields[0]) else { return nil }
        return Airline(
            iata: iata, icao: fields[1], name: fields[4], callsign: fields[2], country: fields[3])
    }

    /// The same, by code.
    package static let known: [AirlineCode: Airline] = Dictionary(
        all.map { ($0.iata, $0) }, uniquingKeysWith: { first, _ in first })

    private static let table = """
        AA|AAL|AMERICAN|US|American Airlines
        AC|ACA|AIR CANADA|CA|Air Canada
        AF|AFR|AIRFRANS|FR|Air France
        AI|AIC|AIRINDIA|IN|Air India
        AM|AMX|AEROMEXICO|MX|Aeroméxico
        AV|AVA|AVIANCA|CO|Avianca
        AY|FIN|FINNAIR|FI|Finnair
        AZ|ITY|ITARROW|IT|ITA Airways
        BA|BAW|SPEEDBIRD|GB|British Airways
        CX|CPA|CATHAY|HK|Cathay Pacific
        DL|DAL|DELTA|US|Delta Air Lines
        EI|EIN|SHAMROCK|IE|Aer Lingus
        EK|UAE|EMIRATES|AE|Emirates
        ET|ETH|ETHIOPIAN|ET|Ethiopian Airlines
        EY|ETD|ETIHAD|AE|Etihad Airways
        IB|IBE|IBERIA|ES|Iberia
        JL|JAL|JAPANAIR|JP|Japan Airlines
        KE|KAL|KOREANAIR|KR|Korean Air
        KL|KLM|KLM|NL|KLM
        LA|LAN|LAN CHILE|CL|LATAM Airlines
        LH|DLH|LUFTHANSA|DE|Lufthansa
        LX|SWR|SWISS|CH|Swiss
        MS|MSR|EGYPTAIR|EG|EgyptAir
        NH|ANA|ALL NIPPON|JP|All Nippon Airways
        NZ|ANZ|NEW ZEALAND|NZ|Air New Zealand
        OS|AUA|AUSTRIAN|AT|Austrian Airlines
        QF|QFA|QANTAS|AU|Qantas
        QR|QTR|QATARI|QA|Qatar Airways
        SA|SAA|SPRINGBOK|ZA|South African Airways
        SK|SAS|SCANDINAVIAN|SE|SAS
        SQ|SIA|SINGAPORE|SG|Singapore Airlines
        TG|THA|THAI|TH|Thai Airways
        TK|THY|TURKISH|TR|Turkish Airlines
        TP|TAP|AIR PORTUGAL|PT|TAP Air Portugal
        UA|UAL|UNITED|US|United Airlines
        """
}
