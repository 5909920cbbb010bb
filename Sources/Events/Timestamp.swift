/// A point in UTC, in microseconds since 1970; written in RFC 3339 with milliseconds and `Z`.
package struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Microseconds since 1970-01-01T00:00:00Z; PostgreSQL keeps no more.
    package let microseconds: Int64

    /// The point so many microseconds after 1970-01-01T00:00:00Z.
    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// The point so many seconds after 1970-01-01T00:00:00Z.
    package init(seconds: Int64) {
        microseconds = seconds * 1_000_000
    }

    /// Whole seconds since 1970, rounded down.
    package var seconds: Int64 {
        microseconds >= 0 ? microseconds / 1_000_000 : (microseconds - 999_999) / 1_000_000
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.microseconds < right.microseconds
    }

    /// The point `duration` later.
    package static func + (left: Timestamp, duration: Duration) -> Timestamp {
        let micros = duration.attoseconds / 1_000_000_000_000
        return Timestamp(microseconds: left.microseconds + Int64(micros))
    }

    /// The point `duration` earlier.
    package static func - (left: Timestamp, duration: Duration) -> Timestamp {
        left + (.zero - duration)
    }

    /// How much later `left` is than `right`.
    package static func - (left: Timestamp, right: Timestamp) -> Duration {
        .microseconds(left.microseconds - right.microseconds)
    }

    /// RFC 3339 with milliseconds, as in `2026-11-21T02:30:00.123Z`.
    package var description: String {
        var text: [UInt8] = []
        text.reserveCapacity(24)
        append(to: &text, decimals: 3)
        return String(decoding: text, as: UTF8.self)
    }

    /// RFC 3339 with microseconds, as in `2026-11-21T02:30:00.123456Z`: nothing is left out.
    package var exactDescription: String {
        var text: [UInt8] = []
        text.reserveCapacity(27)
        appendExact(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Adds `exactDescription` to UTF-8 text.
    package func appendExact(to text: inout [UInt8]) {
        append(to: &text, decimals: 6)
    }

    /// Digit by digit: a booking's answer and its events hold dozens of times.
    private func append(to text: inout [UInt8], decimals: Int) {
        let micros = microseconds - seconds * 1_000_000
        appendSeconds(to: &text)
        text.append(UInt8(ascii: "."))
        text.append(decimals == 3 ? micros / 1_000 : micros, width: decimals)
        text.append(UInt8(ascii: "Z"))
    }

    /// Adds `2026-11-21T02:30:00` to UTF-8 text: whole seconds, rounded down, without a zone.
    package func appendSeconds(to text: inout [UInt8]) {
        let date = CivilDate(self)
        let second = seconds - date.daysSince1970 * 86_400
        date.append(to: &text)
        text.append(UInt8(ascii: "T"))
        text.append(second / 3_600, width: 2)
        text.append(UInt8(ascii: ":"))
        text.append(second / 60 % 60, width: 2)
        text.append(UInt8(ascii: ":"))
        text.append(second % 60, width: 2)
    }
}

/// A day of the proleptic Gregorian calendar.
package struct CivilDate: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Days since 1970-01-01.
    package let daysSince1970: Int64

    /// The day so many days after 1970-01-01.
    package init(daysSince1970: Int64) {
        self.daysSince1970 = daysSince1970
    }

    /// The UTC day of a point in time.
    package init(_ timestamp: Timestamp) {
        let seconds = timestamp.seconds
        daysSince1970 = (seconds >= 0 ? seconds : seconds - 86_399) / 86_400
    }

    /// Reads `YYYY-MM-DD`; nil when it is not a day of the calendar.
    package init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") else {
            return nil
        }
        func number(_ range: Range<Int>) -> Int64? {
            bytes[range].reduce(Int64?(0)) { total, byte in
                guard let total, (0x30...0x39).contains(byte) else { return nil }
                return total * 10 + Int64(byte - 0x30)
            }
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        self.init(year: year, month: month, day: day)
        guard yearMonthDay == (year, month, day) else { return nil }
    }

    /// The day with these numbers.
    ///
    /// After Howard Hinnant, "chrono-compatible low-level date algorithms".
    package init(year: Int64, month: Int64, day: Int64) {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        daysSince1970 = era * 146_097 + dayOfEra - 719_468
    }

    /// The numbers of this day: the inverse of `init(year:month:day:)`.
    package var yearMonthDay: (year: Int64, month: Int64, day: Int64) {
        let shifted = daysSince1970 + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    package static func < (left: CivilDate, right: CivilDate) -> Bool {
        left.daysSince1970 < right.daysSince1970
    }

    /// The day as `YYYY-MM-DD`.
    package var description: String {
        var text: [UInt8] = []
        append(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Adds `description` to UTF-8 text.
    package func append(to text: inout [UInt8]) {
        let (year, month, day) = yearMonthDay
        text.append(year, width: 4)
        text.append(UInt8(ascii: "-"))
        text.append(month, width: 2)
        text.append(UInt8(ascii: "-"))
        text.append(day, width: 2)
    }
}

extension [UInt8] {
    /// Adds a number with zeros before it; one that needs more than `width` digits gets them.
    fileprivate mutating func append(_ number: Int64, width: Int) {
        if width == 2, (0..<100).contains(number) {
            append(UInt8(ascii: "0") + UInt8(number / 10))
            return append(UInt8(ascii: "0") + UInt8(number % 10))
        }
        var limit: Int64 = 1
        for _ in 0..<width { limit *= 10 }
        guard (0..<limit).contains(number) else {
            let digits = String(number)
            let zeros = Swift.max(0, width - digits.utf8.count)
            append(contentsOf: repeatElement(UInt8(ascii: "0"), count: zeros))
            return append(contentsOf: digits.utf8)
        }
        while limit > 1 {
            limit /= 10
            append(UInt8(ascii: "0") + UInt8(number / limit % 10))
        }
    }
}
