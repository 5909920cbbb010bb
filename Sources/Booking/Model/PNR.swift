package import Events

/// A record locator: six of 32 symbols that cannot be mistaken for each other.
package struct PNR: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    /// Checks and takes a locator of `[A-HJ-NP-Z2-9]{6}`; small letters are read as capital ones.
    package init?(_ text: some StringProtocol) {
        let text = text.uppercased()
        guard text.utf8.count == 6, text.utf8.allSatisfy(Self.alphabet.contains) else {
            return nil
        }
        description = text
    }

    /// A random locator; who stores it makes sure that it is not taken.
    package init(using generator: inout some RandomNumberGenerator) {
        var bits = generator.next()
        let symbols = (0..<6).map { _ in
            defer { bits >>= 5 }
            return Self.alphabet[Int(bits & 31)]
        }
        description = String(decoding: symbols, as: UTF8.self)
    }

    private static let alphabet = Array("ABCDEFGHJKLMNPQRSTUVWXYZ23456789".utf8)
}

/// The two names that a booking is found by.
package enum BookingKey: Hashable, Sendable, CustomStringConvertible {
    case id(UniqueID)
    case pnr(PNR)

    /// Reads either form; nil when the text is neither.
    package init?(_ text: String) {
        if let id = UniqueID(text) {
            self = .id(id)
        } else if let pnr = PNR(text) {
            self = .pnr(pnr)
        } else {
            return nil
        }
    }

    package var description: String {
        switch self {
        case .id(let id): id.description
        case .pnr(let pnr): pnr.description
        }
    }
}
