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
            return AirportCode(parts[0]).map {
                Spoke(airport: $0, daily: parts.count == 2 ? Int(parts[1]) ?? 1 : 1)
            }
        }
    }

    /// Routes as the airlines advertise them; frequencies are made up.
    private static let table = """
        BA LHR 320,789,77W EDI*2 CDG*2 AMS FRA MAD FCO JFK*3 BOS LAX SFO DXB SIN HKG JNB
        LH FRA 320,359,77W LHR*2 MUC*2 BER*2 CDG FCO MAD VIE JFK ORD SFO DEL HND SIN
        LH MUC 223,359,77W HAM LHR CDG BCN EWR PEK
        AF CDG 320,359,77W LHR NCE*3 TLS*2 FCO MAD JFK*2 YUL LAX NRT GRU CAI
        KL AMS E90,73H,789,77W LHR*2 CDG CPH OSL BCN JFK ATL BOM SIN
        IB MAD 320,359 BCN*4 LIS LHR FCO JFK MIA MEX EZE BOG
        AZ FCO 223,320,359 LIN*4 CTA*2 CDG JFK GRU
        LX ZRH 223,320,77W GVA*2 LHR FRA JFK SFO BKK
        OS VIE E90,320,77W FRA ZRH LHR EWR BKK
        SK CPH 223,320,359 ARN*3 OSL*3 LHR EWR
        AY HEL AT7,320,359 TLL*2 OUL*2 ARN LHR NRT BKK
        TP LIS AT7,320,789 OPO*4 LHR GRU BOS
        EI DUB AT7,320,789 EDI LHR*3 BOS JFK
        TK IST 73H,359,77W ESB*3 AYT*3 LHR FRA JFK DXB BKK
        EK DXB 77W LHR*3 JFK BOM*2 DEL SIN SYD JNB CDG
        QR DOH 320,359,77W LHR*2 JFK BKK DEL CAI SIN
        EY AUH 320,789,77W LHR BOM JFK SYD
        AI DEL 320,789,77W BOM*4 BLR*3 LHR JFK DXB
        SQ SIN 73H,359,77W KUL*3 BKK*2 HKG*2 LHR*2 NRT SYD SFO
        TG BKK 320,359,77W HKT*3 CNX*3 SIN LHR NRT
        CX HKG 320,359,77W TPE*3 SIN*2 NRT LHR LAX SYD
        JL HND 73H,789,77W CTS*3 ITM*3 FUK*2 LHR JFK SIN
        NH HND 320,789,77W OKA*2 ITM*2 LAX FRA SYD
        KE ICN 223,320,789,77W CJU*2 NRT*2 HKG LAX JFK
        QF SYD 73H,789 MEL*5 BNE*3 PER*2 AKL SIN LAX
        NZ AKL AT7,320,789 WLG*3 CHC*3 SYD LAX
        UA SFO 73H,789,77W LAX*3 SEA*2 DEN*2 ORD*2 EWR*2 NRT LHR
        UA EWR 73H,789 BOS ORD IAH MIA LHR
        AA DFW 73H,789,77W LAX*2 ORD*2 MIA*2 JFK LHR GRU
        AA MIA 320,789 BOS JFK LGA BOG
        DL ATL 223,73H,359 LGA*3 MIA*2 BOS*2 LAX SEA AMS CDG
        DL JFK 223,73H,359 BOS*2 LAX*2 SFO LHR
        AC YYZ 223,320,789,77W YUL*4 YVR*2 LGA*2 LHR FRA
        AM MEX 73H,789 CUN*3 MTY*3 JFK LAX
        AV BOG 320,789 MDE*3 MIA LIM MAD
        LA SCL 320,789 LIM*2 EZE*2 GRU MIA
        ET ADD AT7,73H,359,77W NBO*2 CAI JNB LHR DXB
        SA JNB 320,359 CPT*4 DUR*2 NBO GRU
        MS CAI 73H,789,77W LXR*2 LHR DXB JFK
        """
}
