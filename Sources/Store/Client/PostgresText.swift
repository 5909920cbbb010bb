import Events

/// PostgreSQL's text forms; each function returns nil for what is not of its type.
enum PostgresText {
    static func integer(_ text: borrowing Span<UInt8>) -> Int64? {
        var value: Int64 = 0
        let isNegative = text.count > 0 && text[0] == UInt8(ascii: "-")
        let start = isNegative ? 1 : 0
        guard start < text.count else { return nil }
        // Downwards, so that the smallest number fits.
        for index in start..<text.count {
            let byte = text[index]
            guard (0x30...0x39).contains(byte) else { return nil }
            let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carried) = tens.subtractingReportingOverflow(Int64(byte - 0x30))
            if overflow || carried { return nil }
            value = sum
        }
        if isNegative { return value }
        return value == .min ? nil : -value
    }

    static func boolean(_ text: borrowing Span<UInt8>) -> Bool? {
        guard text.count == 1 else { return nil }
        return switch text[0] {
        case UInt8(ascii: "t"): true
        case UInt8(ascii: "f"): false
        default: nil
        }
    }

    /// `2026-11-21 02:30:00.123456+00`: DateStyle is ISO and the time zone UTC in our sessions.
    static func time(_ text: borrowing Span<UInt8>) -> Timestamp? {
        let bytes = Array(bytes: text)
        guard bytes.count >= 22, bytes[10] == UInt8(ascii: " "),
            bytes.suffix(3).elementsEqual("+00".utf8),
            let date = CivilDate(String(decoding: bytes[..<10], as: UTF8.self)),
            let hour = number(bytes[11..<13]), let minute = number(bytes[14..<16]),
            let second = number(bytes[17..<19])
        else { return nil }
        var fraction = bytes[19..<(bytes.count - 3)].dropFirst()
        while fraction.count < 6 { fraction.append(UInt8(ascii: "0")) }
        guard let microseconds = number(fraction) else { return nil }
        let seconds = date.daysSince1970 * 86_400 + hour * 3_600 + minute * 60 + second
        return Timestamp(microseconds: seconds * 1_000_000 + microseconds)
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
        digits.reduce(Int64?(0)) { total, byte in
            guard let total, (0x30...0x39).contains(byte) else { return nil }
            return total * 10 + Int64(byte - 0x30)
        }
    }

    /// `\x6869`: bytea_output is hex, its default.
    static func binary(_ text: borrowing Span<UInt8>) -> [UInt8]? {
        let text = Array(bytes: text)
        guard text.count % 2 == 0, text.starts(with: "\\x".utf8) else { return nil }
        var bytes: [UInt8] = []
        var high: UInt8?
        for byte in text.dropFirst(2) {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            if let first = high {
                bytes.append(first << 4 | UInt8(digit))
                high = nil
            } else {
                high = UInt8(digit)
            }
        }
        return bytes
    }

    /// `{a,"b \"c\" d",e}`, one-dimensional, without NULL.
    static func array(_ text: borrowing Span<UInt8>) -> [String]? {
        let text = Array(bytes: text)
        guard text.count >= 2, text.first == UInt8(ascii: "{"),
            text.last == UInt8(ascii: "}")
        else { return nil }
        var elements: [String] = []
        var element: [UInt8] = []
        var (isQuoted, wasQuoted, isEscaped) = (false, false, false)
        func finish() -> Bool {
            if !wasQuoted && (element.isEmpty || element.elementsEqual("NULL".utf8)) {
                return false
            }
            elements.append(String(decoding: element, as: UTF8.self))
            element.removeAll(keepingCapacity: true)
            wasQuoted = false
            return true
        }
        if text.count == 2 { return [] }
        for byte in text[1..<(text.count - 1)] {
            switch byte {
            case _ where isEscaped:
                element.append(byte)
                isEscaped = false
            case UInt8(ascii: "\\"): isEscaped = true
            case UInt8(ascii: "\""):
                isQuoted.toggle()
                wasQuoted = true
            case UInt8(ascii: ",") where !isQuoted:
                if !finish() { return nil }
            case UInt8(ascii: "{") where !isQuoted, UInt8(ascii: "}") where !isQuoted: return nil
            default: element.append(byte)
            }
        }
        return !isQuoted && finish() ? elements : nil
    }
}

extension Array<UInt8> {
    /// A copy of lent bytes.
    init(bytes: borrowing Span<UInt8>) {
        self.init()
        reserveCapacity(bytes.count)
        for index in bytes.indices { append(bytes[index]) }
    }
}

extension String {
    /// A copy of lent UTF-8; the server sends nothing else, as `client_encoding` says.
    init(bytes: borrowing Span<UInt8>) {
        self.init(decoding: Array(bytes: bytes), as: UTF8.self)
    }
}
