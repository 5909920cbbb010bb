/// A name that events are published under and clients subscribe to: `kind:id`, or a kind alone.
///
/// All of it is held in place, a UUID as its 128 bits: a topic is read, copied and looked up without
/// any memory of its own.
package struct Topic: Sendable, CustomStringConvertible {
    /// What the topic is about; it decides who may subscribe and how slow clients are served.
    package let kind: Kind
    private let name: Name

    /// The part after the colon.
    private enum Name: Equatable {
        case uuid(UniqueID)
        /// Up to 8 bytes of ASCII, the first of them in the lowest byte.
        case code(UInt64)

        init?(_ text: Span<UInt8>) {
            if let id = UniqueID(utf8: text) {
                self = .uuid(id)
                return
            }
            guard text.count <= 8 else { return nil }
            var code: UInt64 = 0
            for index in text.indices.reversed() {
                guard (1..<0x80).contains(text[index]) else { return nil }
                code = code << 8 | UInt64(text[index])
            }
            self = .code(code)
        }
    }

    /// The topic of `kind` for the entity `id`, which the caller answers for.
    ///
    /// The id is a UUID, or a code of at most 8 ASCII characters; traps on any other.
    package init(_ kind: Kind, _ id: some CustomStringConvertible) {
        let text = id.description
        guard let name = Name(text.utf8.span) else { preconditionFailure("no topic for \(text)") }
        self.kind = kind
        self.name = name
    }

    /// A topic that has no id.
    package init(_ kind: Kind) {
        self.kind = kind
        name = .code(0)
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
        guard let kind = Kind(name: text.extracting(..<(colon ?? text.count))) else {
            throw .unknownKind
        }
        guard let colon else {
            guard kind.identifier == .none else { throw .badIdentifier(kind) }
            self.kind = kind
            name = .code(0)
            return
        }
        let id = text.extracting((colon + 1)...)
        guard kind.identifier.allows(id), let name = Name(id) else { throw .badIdentifier(kind) }
        self.kind = kind
        self.name = name
    }

    /// The part after the colon; empty for `analytics` and `ops`.
    package var id: String {
        switch name {
        case .uuid(let id): return id.description
        case .code: return text { writeID(to: &$0) }
        }
    }

    /// The part after the colon, when it is a UUID.
    package var uniqueID: UniqueID? {
        if case .uuid(let id) = name { id } else { nil }
    }

    /// The string that clients use.
    ///
    /// In one piece: every frame of an event begins with it.
    package var description: String {
        if name == .code(0) { return kind.rawValue }
        return text { text in
            let kind = kind.rawValue.utf8.span
            for index in kind.indices { text.append(kind[index]) }
            text.append(UInt8(ascii: ":"))
            writeID(to: &text)
        }
    }

    private func writeID(to text: inout OutputSpan<UInt8>) {
        switch name {
        case .uuid(let id): id.write(to: &text)
        case .code(var code):
            while code > 0 {
                text.append(UInt8(truncatingIfNeeded: code))
                code >>= 8
            }
        }
    }

    /// The longest kind has 13 bytes, an id 36.
    private func text(_ write: (inout OutputSpan<UInt8>) -> Void) -> String {
        String(unsafeUninitializedCapacity: 50) { buffer in
            var text = OutputSpan(buffer: buffer, initializedCount: 0)
            write(&text)
            return text.finalize(for: buffer)
        }
    }

    /// The longest topic string, in bytes.
    package static let lengthLimit = 128
}

extension Topic: Hashable {
    package static func == (one: Topic, other: Topic) -> Bool {
        one.kind == other.kind && one.name == other.name
    }

    /// Leaves the kind out: no more than two or three topics have the same id.
    package func hash(into hasher: inout Hasher) {
        switch name {
        case .uuid(let id): hasher.combine(id)
        case .code(let code): hasher.combine(code)
        }
    }
}

extension Topic {
    /// The kinds of topics.
    package enum Kind: String, CaseIterable, Sendable {
        case user, booking, flight, seats, airport, agency, airline
        case offerRequest = "offer-request"
        case analytics, ops

        /// The kind of this name.
        ///
        /// By its length and a byte, then compared: the log names topics ten thousand times a second.
        fileprivate init?(name: Span<UInt8>) {
            let kind: Kind
            switch name.count {
            case 3: kind = .ops
            case 4: kind = .user
            case 5: kind = .seats
            case 6: kind = name[0] == UInt8(ascii: "f") ? .flight : .agency
            case 7 where name[3] == UInt8(ascii: "p"): kind = .airport
            case 7 where name[3] == UInt8(ascii: "l"): kind = .airline
            case 7: kind = .booking
            case 9: kind = .analytics
            case 13: kind = .offerRequest
            default: return nil
            }
            let known = kind.rawValue.utf8.span
            for index in name.indices where name[index] != known[index] { return nil }
            self = kind
        }

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

        /// Whether an id follows the rule; a UUID is left to whoever reads it.
        fileprivate func allows(_ id: Span<UInt8>) -> Bool {
            switch self {
            case .uuid: id.count == 36
            case .airport: id.count == 3 && id.indices.allSatisfy { isUpper(id[$0]) }
            case .airline:
                id.count == 2 && id.indices.allSatisfy { isUpper(id[$0]) || isDigit(id[$0]) }
            case .none: false
            }
        }

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
