import Booking
import Events
import JSON

extension ObjectDecoder {
    /// A UUID.
    mutating func id(_ name: String, required isRequired: Bool = true) -> UniqueID? {
        value(name, "a lowercase UUID", required: isRequired) { UniqueID($0) }
    }

    /// A point in time.
    mutating func time(_ name: String, required isRequired: Bool = true) -> Timestamp? {
        value(name, "a time as in RFC 3339: 2026-11-21T08:30:00Z", required: isRequired) {
            Timestamp(rfc3339: $0)
        }
    }

    /// `amount` and `currency`, which stand beside each other.
    mutating func money() -> Money? {
        let currency = value("currency", "an ISO 4217 code") { Currency($0) }
        guard let text = text("amount"), let currency else { return nil }
        guard let money = Money(text, currency) else {
            fail("amount", .badFormat, "amount must be a decimal string, such as \"455.00\"")
            return nil
        }
        return money
    }

    /// What a merge patch (RFC 7396) does with a text.
    mutating func change<T>(
        _ name: String, _ read: (inout ObjectDecoder, String) -> T?
    ) -> FieldChange<T> {
        if isNull(name) { return .set(nil) }
        guard let value = read(&self, name) else { return .keep }
        return .set(value)
    }
}
