package import Events
package import JSON

extension JSONWriter {
    /// Writes a member with an amount and its currency.
    package mutating func member(_ name: String, _ money: Money) {
        member(
            name,
            object: { json in
                json.member("amount", money.amount)
                json.member("currency", money.currency.code)
            })
    }

    /// Writes a member with a point in UTC, or nothing at all for nil.
    package mutating func member(_ name: String, ifPresent time: Timestamp?) {
        if let time { member(name, time.description) }
    }

    /// Writes a member with an id, or nothing at all for nil.
    package mutating func member(_ name: String, ifPresent id: UniqueID?) {
        if let id { member(name, id.description) }
    }

    /// Writes a member with a time on the clock of an airport, or nothing at all for nil.
    mutating func member(_ name: String, ifPresent time: Timestamp?, offsetMinutes: Int) {
        if let time { member(name, time.local(offsetMinutes: offsetMinutes)) }
    }
}

extension Timestamp {
    /// RFC 3339 in whole seconds on a clock that is so many minutes ahead of UTC, as in
    /// `2026-11-21T08:25:00+01:00`.
    package func local(offsetMinutes: Int) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(25)
        Timestamp(seconds: seconds + Int64(offsetMinutes) * 60).appendSeconds(to: &text)
        text.append(UInt8(ascii: offsetMinutes < 0 ? "-" : "+"))
        let minutes = offsetMinutes.magnitude
        for (number, end) in [(minutes / 60, ":"), (minutes % 60, "")] {
            if number < 10 { text.append(UInt8(ascii: "0")) }
            text.append(contentsOf: String(number).utf8)
            text.append(contentsOf: end.utf8)
        }
        return String(decoding: text, as: UTF8.self)
    }
}
