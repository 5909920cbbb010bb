import Events

/// The days that a request may name: far enough for every flight and traveller, and all of them
/// days of the database's calendar.
enum PlausibleDays {
    static let range =
        CivilDate(year: 1_900, month: 1, day: 1)...CivilDate(year: 2_999, month: 12, day: 31)
}

extension CivilDate {
    /// Reads `YYYY-MM-DD` of the years 1900 to 2999.
    init?(plausible text: String) {
        guard let day = CivilDate(text), PlausibleDays.range.contains(day) else { return nil }
        self = day
    }
}

extension Timestamp {
    /// Reads RFC 3339: a day, a time with up to nine decimals, and `Z` or an offset.
    ///
    /// Decimals beyond the sixth are dropped; a leap second is read as the second after it. Years
    /// are 1900 to 2999.
    init?(rfc3339 text: String) {
        let bytes = Array(text.utf8)
        guard (20...35).contains(bytes.count), bytes[10] | 0x20 == UInt8(ascii: "t"),
            let day = CivilDate(plausible: String(decoding: bytes[..<10], as: UTF8.self)),
            let hour = Self.pair(bytes, 11, below: 24), bytes[13] == UInt8(ascii: ":"),
            let minute = Self.pair(bytes, 14, below: 60), bytes[16] == UInt8(ascii: ":"),
            let second = Self.pair(bytes, 17, below: 61)
        else { return nil }
        var rest = bytes[19...]
        guard let fraction = Self.fraction(&rest), let offset = Self.offset(rest) else {
            return nil
        }
        let local = day.daysSince1970 * 86_400 + hour * 3_600 + minute * 60 + second
        self.init(microseconds: (local - offset) * 1_000_000 + fraction)
    }

    /// Two digits.
    private static func pair(_ bytes: [UInt8], _ start: Int, below limit: Int64) -> Int64? {
        guard start + 2 <= bytes.count, let tens = digit(bytes[start]),
            let ones = digit(bytes[start + 1])
        else { return nil }
        let value = tens * 10 + ones
        return value < limit ? value : nil
    }

    /// Microseconds; 0 when there is no point.
    private static func fraction(_ rest: inout ArraySlice<UInt8>) -> Int64? {
        guard rest.first == UInt8(ascii: ".") else { return 0 }
        rest = rest.dropFirst()
        let digits = rest.prefix { digit($0) != nil }
        guard (1...9).contains(digits.count) else { return nil }
        rest = rest.dropFirst(digits.count)
        let six = digits.prefix(6).compactMap(digit).reduce(0) { $0 * 10 + $1 }
        return (digits.count..<max(6, digits.count)).reduce(six) { value, _ in value * 10 }
    }

    /// Seconds by which the clock is ahead of UTC.
    private static func offset(_ rest: ArraySlice<UInt8>) -> Int64? {
        let bytes = Array(rest)
        if bytes.count == 1, bytes[0] | 0x20 == UInt8(ascii: "z") { return 0 }
        guard bytes.count == 6, bytes[3] == UInt8(ascii: ":"),
            let hours = pair(bytes, 1, below: 24), let minutes = pair(bytes, 4, below: 60)
        else { return nil }
        switch bytes[0] {
        case UInt8(ascii: "+"): return hours * 3_600 + minutes * 60
        case UInt8(ascii: "-"): return -(hours * 3_600 + minutes * 60)
        default: return nil
        }
    }

    private static func digit(_ byte: UInt8) -> Int64? {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) ? Int64(byte - 0x30) : nil
    }
}
