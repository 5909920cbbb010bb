/// A name that events are published under and clients subscribe to: `kind:id`, or a kind alone.
package struct Topic: Hashable, Sendable, CustomStringConvertible {
    /// What the topic is about; it decides who may subscribe and how slow clients are served.
    package let kind: Kind
    /// The part after the colon; empty for `analytics` and `ops`.
    package let id: String

    /// The topic of `kind` for the entity `id`, which the caller answers for.
    package init(_ kind: Kind, _ id: some CustomStringConvertible) {
        self.kind = kind
        self.id = id.description
    }

    /// A topic that has no id.
    package init(_ kind: Kind) {
        self.kind = kind
        id = ""
    }

    /// Reads a topic string and checks it against the syntax of its kind.
    package init(parsing text: String) throws(TopicError) {
        guard text.utf8.count <= Self.lengthLimit else { throw .tooLong }
        // By bytes: every entry of the log names topics, and characters take five times as long.
        let colon = text.utf8.firstIndex(of: UInt8(ascii: ":"))
        guard let kind = Kind(rawValue: String(text[..<(colon ?? text.endIndex)])) else {
            throw .unknownKind
        }
        let id = colon.map { String(text[text.utf8.index(after: $0)...]) }
        switch (kind.identifier, id) {
        case (.none, nil): break
        case (.uuid, .some(let id)) where UniqueID(id) != nil: break
        case (.airport, .some(let id)) where id.utf8.count == 3 && id.utf8.allSatisfy(isUpper):
            break
        case (.airline, .some(let id))
        where id.utf8.count == 2 && id.utf8.allSatisfy({ isUpper($0) || isDigit($0) }): break
        default: throw .badIdentifier(kind)
        }
        self.kind = kind
        self.id = id ?? ""
    }

    /// The string that clients use.
    package var description: String {
        id.isEmpty ? kind.rawValue : "\(kind.rawValue):\(id)"
    }

    /// The longest topic string, in bytes.
    package static let lengthLimit = 128
}

extension Topic {
    /// The kinds of topics.
    package enum Kind: String, CaseIterable, Sendable {
        case user, booking, flight, seats, airport, agency, airline
        case offerRequest = "offer-request"
        case analytics, ops

        /// How a client that is too slow is served.
        package var delivery: Delivery {
            switch self {
            case .booking, .user, .agency, .airline, .ops: .lossless
            case .seats, .flight, .airport, .offerRequest, .analytics: .state
            }
        }

        /// What the id of such a topic looks like.
        package var identifier: Identifier {
            switch self {
            case .user, .booking, .flight, .seats, .agency, .offerRequest: .uuid
            case .airport: .airport
            case .airline: .airline
            case .analytics, .ops: .none
            }
        }
    }

    /// What a slow client gets: every event, or the newest of each entity.
    package enum Delivery: Sendable {
        /// Every event is queued, in order, to a limit.
        case lossless
        /// Each event carries its entity's whole state, so a newer one may replace it.
        case state
    }

    /// The syntax of the part after the colon.
    package enum Identifier: Sendable {
        case uuid, airport, airline, none

        /// The rule in words, for an error message.
        package var rule: String {
            switch self {
            case .uuid: "a lowercase UUID"
            case .airport: "an IATA airport code of three capital letters"
            case .airline: "an IATA airline code of two capital letters or digits"
            case .none: "nothing (the kind stands alone)"
            }
        }
    }
}

/// Why a string is no topic.
package enum TopicError: Error, Equatable, Sendable {
    case tooLong
    case unknownKind
    case badIdentifier(Topic.Kind)

    /// The rule that the string breaks.
    package var message: String {
        switch self {
        case .tooLong: "a topic has at most \(Topic.lengthLimit) bytes"
        case .unknownKind:
            "unknown kind of topic; known are "
                + Topic.Kind.allCases.map(\.rawValue).joined(separator: ", ")
        case .badIdentifier(let kind):
            "the id of a topic '\(kind.rawValue)' is \(kind.identifier.rule)"
        }
    }
}

private func isUpper(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
}

private func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}
