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
        let shifted = Timestamp(seconds: seconds + Int64(offsetMinutes) * 60).description
        let minutes = offsetMinutes.magnitude
        let hours = minutes / 60 < 10 ? "0\(minutes / 60)" : "\(minutes / 60)"
        let rest = minutes % 60 < 10 ? "0\(minutes % 60)" : "\(minutes % 60)"
        return shifted.prefix(19) + (offsetMinutes < 0 ? "-" : "+") + hours + ":" + rest
    }
}
