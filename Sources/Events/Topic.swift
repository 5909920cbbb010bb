/// A name that events are published under and clients subscribe to: `kind:id`, or a kind alone.
///
/// Nearly all ids are UUIDs, which are held as their 128 bits: a topic is then read, compared and
/// looked up without any memory of its own.
package struct Topic: Hashable, Sendable, CustomStringConvertible {
    /// What the topic is about; it decides who may subscribe and how slow clients are served.
    package let kind: Kind
    private let name: Name

    /// The part after the colon; a UUID is never held as text.
    private enum Name: Hashable {
        case uuid(UniqueID)
        case text(String)

        init(_ text: String) {
            self = UniqueID(text).map { .uuid($0) } ?? .text(text)
        }
    }

    /// The topic of `kind` for the entity `id`, which the caller answers for.
    package init(_ kind: Kind, _ id: some CustomStringConvertible) {
        self.kind = kind
        name = Name(id.description)
    }

    /// A topic that has no id.
    package init(_ kind: Kind) {
        self.kind = kind
        name = .text("")
    }

    /// Reads a topic string and checks it against the syntax of its kind.
    package init(parsing text: String) throws(TopicError) {
        try self.init(parsing: text.utf8.span)
    }

    /// Reads a topic string and checks it against the syntax of its kind.
    ///
    /// By bytes: every entry of the log names topics.
    package init(parsing text: Span<UInt8>) throws(TopicError) {
        guard text.count <= Self.lengthLimit else { throw .tooLong }
        let colon = text.indices.first { text[$0] == UInt8(ascii: ":") }
        guard let kind = Kind(rawValue: String(ascii: text.extracting(..<(colon ?? text.count))))
        else { throw .unknownKind }
        self.kind = kind
        guard let colon else {
            guard kind.identifier == .none else { throw .badIdentifier(kind) }
            name = .text("")
            return
        }
        let id = text.extracting((colon + 1)...)
        switch kind.identifier {
        case .uuid:
            guard let id = UniqueID(utf8: id) else { throw .badIdentifier(kind) }
            name = .uuid(id)
        case .airport where id.count == 3 && id.indices.allSatisfy({ isUpper(id[$0]) }):
            name = .text(String(ascii: id))
        case .airline
        where id.count == 2 && id.indices.allSatisfy({ isUpper(id[$0]) || isDigit(id[$0]) }):
            name = .text(String(ascii: id))
        case .airport, .airline, .none: throw .badIdentifier(kind)
        }
    }

    /// The part after the colon; empty for `analytics` and `ops`.
    package var id: String {
        switch name {
        case .uuid(let id): id.description
        case .text(let text): text
        }
    }

    /// The part after the colon, when it is a UUID.
    package var uniqueID: UniqueID? {
        if case .uuid(let id) = name { id } else { nil }
    }

    /// The string that clients use.
    package var description: String {
        let id = id
        return id.isEmpty ? kind.rawValue : "\(kind.rawValue):\(id)"
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

extension String {
    /// The text of bytes that are ASCII, or else of no topic; up to 15 need no memory of their own.
    fileprivate init(ascii text: Span<UInt8>) {
        self = text.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }
}
