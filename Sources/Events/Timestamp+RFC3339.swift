extension Timestamp {
    /// Reads RFC 3339 in UTC, as this type writes it: `2026-11-21T02:30:00.123Z`.
    ///
    /// The fraction may have 1 to 6 digits or be left out. A leap second is not a time here.
    package init?(rfc3339 text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard (20...27).contains(bytes.count), bytes[10] == UInt8(ascii: "T"),
            bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            bytes.last == UInt8(ascii: "Z"),
            let day = CivilDate(String(decoding: bytes[..<10], as: UTF8.self)),
            let hour = number(bytes[11..<13]), let minute = number(bytes[14..<16]),
            let second = number(bytes[17..<19]), hour < 24, minute < 60, second < 60,
            let micros = fraction(bytes[19...].dropLast())
        else { return nil }
        let seconds = day.daysSince1970 * 86_400 + hour * 3_600 + minute * 60 + second
        self.init(microseconds: seconds * 1_000_000 + micros)
    }
}

private func number(_ digits: ArraySlice<UInt8>) -> Int64? {
    digits.reduce(Int64?(0)) { total, byte in
        guard let total, (0x30...0x39).contains(byte) else { return nil }
        return total * 10 + Int64(byte - 0x30)
    }
}

private func fraction(_ text: ArraySlice<UInt8>) -> Int64? {
    guard let point = text.first else { return 0 }
    let digits = text.dropFirst()
    guard point == UInt8(ascii: "."), !digits.isEmpty, let value = number(digits) else {
        return nil
    }
    return (digits.count..<6).reduce(value) { value, _ in value * 10 }
}
