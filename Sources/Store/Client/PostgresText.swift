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
        let end = text.count - 3
        guard (19...26).contains(end), text[10] == UInt8(ascii: " "),
            text[end] == UInt8(ascii: "+"), number(text, end + 1..<text.count) == 0,
            let year = number(text, 0..<4), let month = number(text, 5..<7),
            let day = number(text, 8..<10), let hour = number(text, 11..<13),
            let minute = number(text, 14..<16), let second = number(text, 17..<19),
            var microseconds = number(text, min(20, end)..<end)
        else { return nil }
        // The server leaves zeros at the end of the fraction out.
        for _ in max(end, 20)..<26 { microseconds *= 10 }
        let date = CivilDate(year: year, month: month, day: day)
        let seconds = date.daysSince1970 * 86_400 + hour * 3_600 + minute * 60 + second
        return Timestamp(microseconds: seconds * 1_000_000 + microseconds)
    }

    /// `2026-11-21`.
    static func date(_ text: borrowing Span<UInt8>) -> CivilDate? {
        guard text.count == 10, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
            let year = number(text, 0..<4), let month = number(text, 5..<7),
            let day = number(text, 8..<10), (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        return CivilDate(year: year, month: month, day: day)
    }

    private static func number(_ text: borrowing Span<UInt8>, _ digits: Range<Int>) -> Int64? {
        var total: Int64 = 0
        for index in digits {
            guard (0x30...0x39).contains(text[index]) else { return nil }
            total = total * 10 + Int64(text[index] - 0x30)
        }
        return total
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
        let end = text.count - 1
        guard end >= 1, text[0] == UInt8(ascii: "{"), text[end] == UInt8(ascii: "}") else {
            return nil
        }
        if end == 1 { return [] }
        var elements: [String] = []
        var start = 1
        while start <= end {
            guard let (element, next) = element(of: text, from: start, to: end) else { return nil }
            elements.append(element)
            start = next + 1
        }
        return elements
    }

    /// The element that begins at `start`, and where the comma after it or the brace is.
    private static func element(
        of text: borrowing Span<UInt8>, from start: Int, to end: Int
    ) -> (String, Int)? {
        if text[start] == UInt8(ascii: "\"") { return quoted(text, from: start + 1, to: end) }
        var next = start
        while next < end, text[next] != UInt8(ascii: ",") {
            let byte = text[next]
            guard byte != UInt8(ascii: "{"), byte != UInt8(ascii: "}"),
                byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\")
            else { return nil }
            next += 1
        }
        let element = String(bytes: text.extracting(start..<next))
        return element.isEmpty || element == "NULL" ? nil : (element, next)
    }

    private static func quoted(
        _ text: borrowing Span<UInt8>, from start: Int, to end: Int
    ) -> (String, Int)? {
        var element: [UInt8] = []
        var next = start
        while next < end, text[next] != UInt8(ascii: "\"") {
            if text[next] == UInt8(ascii: "\\") { next += 1 }
            element.append(text[next])
            next += 1
        }
        next += 1
        guard next == end || next < end && text[next] == UInt8(ascii: ",") else { return nil }
        return (String(decoding: element, as: UTF8.self), next)
    }
}

extension Array<UInt8> {
    /// A copy of lent bytes.
    init(bytes: borrowing Span<UInt8>) {
        self = unsafe bytes.withUnsafeBufferPointer { unsafe Array($0) }
    }
}

extension String {
    /// A copy of lent UTF-8; the server sends nothing else, as `client_encoding` says.
    init(bytes: borrowing Span<UInt8>) {
        self = unsafe bytes.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    }
}
