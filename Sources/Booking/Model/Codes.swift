/// An IATA airport code: three capital letters.
package struct AirportCode: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let description: String

    /// Checks and takes the code.
    package init?(_ text: String) {
        guard text.utf8.count == 3, text.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else {
            return nil
        }
        description = text
    }

    package static func < (left: AirportCode, right: AirportCode) -> Bool {
        left.description < right.description
    }
}

/// An IATA airline designator: two capital letters or digits.
package struct AirlineCode: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let description: String

    /// Checks and takes the code.
    package init?(_ text: String) {
        guard text.utf8.count == 2,
            text.utf8.allSatisfy({ (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) })
        else { return nil }
        description = text
    }

    package static func < (left: AirlineCode, right: AirlineCode) -> Bool {
        left.description < right.description
    }
}

/// Where a seat is: a row from 1 to 99 and a column letter, as in `12A`.
package struct SeatDesignator: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The row, counted from the nose.
    package let row: Int
    /// The column: a capital letter.
    package let column: Character

    /// The seat in this row and column, which the caller answers for.
    package init(row: Int, column: Character) {
        self.row = row
        self.column = column
    }

    /// Reads `12A`; a leading zero is no designator.
    package init?(_ text: String) {
        // By bytes: every seat that is read from the database comes this way.
        var (row, column) = (0, UInt8?.none)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9") where column == nil && row < 10:
                row = row * 10 + Int(byte - UInt8(ascii: "0"))
                guard row > 0 else { return nil }
            case UInt8(ascii: "A")...UInt8(ascii: "Z") where column == nil && row > 0:
                column = byte
            default: return nil
            }
        }
        guard let column else { return nil }
        self.init(row: row, column: Character(Unicode.Scalar(column)))
    }

    package var description: String { "\(row)\(column)" }

    package static func < (left: SeatDesignator, right: SeatDesignator) -> Bool {
        (left.row, left.column) < (right.row, right.column)
    }
}
