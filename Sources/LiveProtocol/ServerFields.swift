import Events
import JSON

/// The fields of a server's message, pulled out in one pass.
struct ServerFields {
    private(set) var op: String?
    private(set) var id: String?
    private(set) var topic: String?
    private(set) var cursor: String?
    private(set) var prev: String?
    private(set) var conflated: Int?
    private(set) var event: Range<Int>?
    private(set) var state: Range<Int>?
    private(set) var connectionID: String?
    private(set) var node: String?
    private(set) var heartbeatSeconds: Int?
    private(set) var user: String?
    private(set) var reason: String?
    private(set) var since: String?
    private(set) var message: String?
    private(set) var retryable: Bool?
    private(set) var reconnectAfter: Int?
    private var code: JSONValue?
    private var topics: JSONValue?
    private let bytes: [UInt8]

    init(_ text: [UInt8]) throws(ServerMessageError) {
        bytes = text
        do throws(JSONError) {
            var reader = try JSONReader(text)
            try reader.beginObject()
            while let name = try reader.nextName() { try take(name, &reader) }
            try reader.finish()
        } catch {
            throw ServerMessageError(message: "JSON: \(error)")
        }
    }

    private mutating func take(_ name: String, _ reader: inout JSONReader) throws(JSONError) {
        switch name {
        case "op": op = try reader.string()
        case "id": id = try reader.string()
        case "topic": topic = try reader.string()
        case "cursor": cursor = try reader.string()
        case "prev": prev = try reader.string()
        case "event": event = try reader.skip()
        case "state": state = try reader.skip()
        case "conflated": conflated = try integer(&reader)
        case "connectionId": connectionID = try reader.string()
        case "node": node = try reader.string()
        case "heartbeatSeconds": heartbeatSeconds = try integer(&reader)
        case "user": user = try reader.string()
        case "reason": reason = try reader.string()
        case "since": since = try reader.string()
        case "message": message = try reader.string()
        case "retryable": retryable = try reader.boolean()
        case "reconnectAfterMs": reconnectAfter = try integer(&reader)
        case "code": code = try reader.value()
        case "topics": topics = try reader.value()
        default: _ = try reader.skip()
        }
    }

    private func integer(_ reader: inout JSONReader) throws(JSONError) -> Int {
        let start = reader.offset
        guard let value = try reader.number().exactInt else {
            throw JSONError(offset: start, message: "expected an integer")
        }
        return Int(value)
    }

    func text(
        _ field: String?, _ name: String
    ) throws(ServerMessageError) -> String {
        guard let field else { throw missing(name) }
        return field
    }

    func number(
        _ field: Int?, _ name: String
    ) throws(ServerMessageError) -> Int {
        guard let field else { throw missing(name) }
        return field
    }

    func object(
        _ field: Range<Int>?, _ name: String
    ) throws(ServerMessageError) -> [UInt8] {
        guard let range = field else { throw missing(name) }
        guard bytes[range.lowerBound] == UInt8(ascii: "{") else {
            throw ServerMessageError(message: "\(name): must be an object")
        }
        return Array(bytes[range])
    }

    func optionalCursor(
        _ field: String?, _ name: String
    ) throws(ServerMessageError) -> Cursor? {
        guard let text = field else { return nil }
        guard let cursor = Cursor(text) else {
            throw ServerMessageError(message: "\(name): is not a cursor")
        }
        return cursor
    }

    func requiredCursor() throws(ServerMessageError) -> Cursor {
        guard let cursor = try optionalCursor(cursor, "cursor") else { throw missing("cursor") }
        return cursor
    }

    func time() throws(ServerMessageError) -> Timestamp {
        guard let time = Timestamp(rfc3339: try text(since, "since")) else {
            throw ServerMessageError(message: "since: is not a time")
        }
        return time
    }

    func closeCode() throws(ServerMessageError) -> CloseCode {
        guard let number = code?.asInteger else { throw missing("code") }
        // A code of a later server is one that this program has no rule for.
        return UInt16(exactly: number).flatMap(CloseCode.init(rawValue:)) ?? .internalError
    }

    func error() throws(ServerMessageError) -> ServerError {
        guard let name = code?.asString else { throw missing("code") }
        return ServerError(
            id: id, code: ErrorCode(rawValue: name) ?? .internalError,
            message: try text(message, "message"), isRetryable: retryable)
    }

    func names() throws(ServerMessageError) -> [String] {
        guard let elements = topics?.asArray else { throw missing("topics") }
        return elements.compactMap(\.asString)
    }

    func outcomes() throws(ServerMessageError) -> [TopicOutcome] {
        guard let elements = topics?.asArray else { throw missing("topics") }
        var outcomes: [TopicOutcome] = []
        for element in elements { outcomes.append(try TopicOutcome(element)) }
        return outcomes
    }

    private func missing(_ name: String) -> ServerMessageError {
        ServerMessageError(message: "\(name): is missing")
    }
}

extension TopicOutcome {
    fileprivate init(_ value: JSONValue) throws(ServerMessageError) {
        guard let topic = value["topic"]?.asString, let status = value["status"]?.asString else {
            throw ServerMessageError(message: "topics: topic or status is missing")
        }
        let cursor = value["cursor"]?.asString.flatMap { Cursor($0) }
        switch (status, cursor) {
        case ("live", .some(let cursor)): self = .live(topic: topic, cursor: cursor)
        case ("resumed", .some(let cursor)): self = .resumed(topic: topic, cursor: cursor)
        case ("reset", .some(let cursor)): self = .reset(topic: topic, cursor: cursor)
        case ("snapshot", _): self = .snapshot(topic: topic)
        case ("rejected", _):
            let code = value["code"]?.asString.flatMap(ErrorCode.init(rawValue:))
            self = .rejected(topic: topic, code: code ?? .internalError)
        default: throw ServerMessageError(message: "topics: status or cursor of \(topic)")
        }
    }
}
