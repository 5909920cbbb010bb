/// An active currency of ISO 4217 with the number of decimals that its amounts have.
package struct Currency: Hashable, Sendable, CustomStringConvertible {
    /// Three capital letters.
    package let code: String
    /// Decimals of an amount: 2 for most, 0 or 3 for some.
    package let exponent: Int

    /// The currency with this code; nil when it is none that money can be held in.
    package init?(_ code: String) {
        guard let exponent = Self.exponents[code] else { return nil }
        self.code = code
        self.exponent = exponent
    }

    package var description: String { code }

    /// The decimals of each code: one look, since every row with an amount is read through it.
    private static let exponents: [String: Int] = Dictionary(
        uniqueKeysWithValues: codes.map { code in
            (code, wholeUnits.contains(code) ? 0 : thousandths.contains(code) ? 3 : 2)
        })
    private static let wholeUnits: Set<String> = words(
        "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF")
    private static let thousandths: Set<String> = words("BHD IQD JOD KWD LYD OMR TND")
    /// ISO 4217 list one, without funds, metals and codes for testing.
    private static let codes: Set<String> = words(
        """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN \
        BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP \
        GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS \
        KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR \
        MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD \
        RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP \
        TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW
        """)

    private static func words(_ text: String) -> Set<String> {
        Set(text.split(separator: " ").map(String.init))
    }
}
