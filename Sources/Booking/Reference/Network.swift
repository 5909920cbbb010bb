/// Where the airlines fly: a hub, a fleet, and the places served from the hub.
struct Network {
    /// A place served from a hub.
    struct Spoke {
        let airport: AirportCode
        /// Flights a day in each direction.
        let daily: Int
    }

    let airline: AirlineCode
    let airport: AirportCode
    /// The first type whose range suffices flies the route.
    let fleet: [AircraftType]
    let spokes: [Spoke]
    /// Numbers of a second hub begin higher.
    let firstNumber: Int

    /// Every hub of the table.
    static let hubs: [Network] = {
        var hubsOf: [String: Int] = [:]
        return table.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ").map(String.init)
            hubsOf[words[0], default: 0] += 1
            return Network(words, firstNumber: 101 + 1_000 * (hubsOf[words[0], default: 1] - 1))
        }
    }()

    /// Reads `airline hub fleet spoke…`, where `SPK*3` is a spoke with three flights a day.
    private init?(_ words: [String], firstNumber: Int) {
        guard words.count > 3, let airline = AirlineCode(words[0]),
            let airport = AirportCode(words[1])
        else { return nil }
        self.airline = airline
        self.airport = airport
        self.firstNumber = firstNumber
        fleet = words[2].split(separator: ",").compactMap { AircraftType.known[String($0)] }
        spokes = words[3...].compactMap { word in
            let parts = word.split(separator: "*")
            return AirportCode(String(parts[0])).map {
                Spoke(airport: $0, daily: parts.count == 2 ? Int(parts[1]) ?? 1 : 1)
            }
        }
    }

    /// Routes as the airlines advertise them; frequencies are made up.
    private static let table = """
        BA LHR 320,789,77W EDI*2 CDG FRA MAD FCO JFK*2 SIN
        LH FRA 320,359 LHR MUC*2 CDG VIE JFK
        AF CDG 320,359,77W NCE*2 FCO MAD JFK
        KL AMS E90,73H,789 LHR CDG CPH OSL JFK
        IB MAD 320,359 BCN*2 LIS JFK MEX
        AZ FCO 223,320 LIN*2 CTA
        LX ZRH 223,320,77W GVA LHR JFK
        OS VIE E90,320 FRA LHR
        SK CPH 223,320,359 ARN*2 OSL LHR
        AY HEL AT7,320,359 TLL ARN LHR NRT
        TP LIS AT7,320 OPO*2 LHR
        EI DUB AT7,320 EDI LHR*2
        TK IST 73H,359 ESB AYT*2 LHR
        EK DXB 77W LHR BOM SIN
        QR DOH 320,359,77W LHR CAI
        AI DEL 320,789,77W BOM*2 BLR
        SQ SIN 73H,359 KUL*2 BKK HKG
        TG BKK 320,359 HKT*2 CNX
        CX HKG 320,359 TPE NRT
        JL HND 73H,789 CTS*2 ITM FUK
        NH HND 320,789 OKA ITM
        KE ICN 223,320,789 CJU*2 NRT LAX
        QF SYD 73H,789 MEL*2 BNE AKL LAX
        NZ AKL AT7,320 WLG CHC
        UA SFO 73H,789 LAX SEA DEN ORD EWR
        AA DFW 73H,789 LAX ORD MIA JFK
        AA MIA 320 BOS BOG
        DL ATL 223,73H,359 LGA*2 MIA LAX
        DL JFK 223,73H BOS LAX
        AC YYZ 223,320,789 YUL*2 YVR LGA
        AM MEX 73H CUN MTY
        LA SCL 320,789 LIM EZE GRU
        ET ADD AT7,73H,359 NBO CAI
        SA JNB 320,359 CPT*2 NBO
        """
}
