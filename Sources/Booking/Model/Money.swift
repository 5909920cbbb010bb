/// An exact amount in one currency, held in the currency's smallest unit.
package struct Money: Hashable, Sendable, CustomStringConvertible {
    /// What the amount is in.
    package let currency: Currency
    /// The amount in the smallest unit: cents, pence, fils.
    package let minorUnits: Int64

    /// So many of the currency's smallest units.
    package init(minorUnits: Int64, _ currency: Currency) {
        self.minorUnits = minorUnits
        self.currency = currency
    }

    /// Reads a decimal such as `455.00`; nil when it is not one, has more decimals than the
    /// currency (zeros beyond them are allowed), or more than 12 digits before the point.
    package init?(_ amount: String, _ currency: Currency) {
        let isNegative = amount.hasPrefix("-")
        let parts = amount.dropFirst(isNegative ? 1 : 0)
            .split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
            .map { String($0) }
        guard let whole = parts.first, (1...12).contains(whole.utf8.count) else {
            return nil
        }
        var fraction = parts.count == 2 ? parts[1] : "0"
        guard !fraction.isEmpty, fraction.utf8.count <= 12 else { return nil }
        while fraction.utf8.count > currency.exponent, fraction.last == "0" {
            fraction.removeLast()
        }
        guard fraction.utf8.count <= currency.exponent else { return nil }
        let padding = String(repeating: "0", count: currency.exponent - fraction.utf8.count)
        let digits = whole + fraction + padding
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let units = Int64(digits)
        else { return nil }
        self.init(minorUnits: isNegative ? 0 - units : units, currency)
    }

    /// Nothing, in this currency.
    package static func zero(_ currency: Currency) -> Money {
        Money(minorUnits: 0, currency)
    }

    /// The decimal with exactly the currency's decimals.
    package var amount: String {
        let digits = String(minorUnits.magnitude)
        let sign = minorUnits < 0 ? "-" : ""
        guard currency.exponent > 0 else { return sign + digits }
        let padded =
            String(repeating: "0", count: max(0, currency.exponent + 1 - digits.utf8.count))
            + digits
        return sign + padded.dropLast(currency.exponent) + "." + padded.suffix(currency.exponent)
    }

    package var description: String { "\(amount) \(currency)" }

    /// The sum; both are in one currency, or the program is wrong.
    package static func + (left: Money, right: Money) -> Money {
        precondition(left.currency == right.currency, "amounts of two currencies")
        return Money(minorUnits: left.minorUnits + right.minorUnits, left.currency)
    }

    /// The amount with the other sign.
    package static prefix func - (money: Money) -> Money {
        Money(minorUnits: -money.minorUnits, money.currency)
    }

    /// So many hundredths of the amount, half a smallest unit rounded up.
    package func percent(_ percent: Int64) -> Money {
        let (quotient, remainder) = (minorUnits * percent).quotientAndRemainder(dividingBy: 100)
        return Money(minorUnits: quotient + (remainder >= 50 ? 1 : 0), currency)
    }
}
