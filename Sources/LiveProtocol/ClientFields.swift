import JSON

/// The fields of a client's message, taken one by one with the rules that they keep.
struct ClientFields {
    let operation: ClientMessage.Operation
    /// The message's own `id`, which every error carries.
    let id: String?
    private let object: JSONObject

    init(_ text: [UInt8]) throws(ClientMessageError) {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue.parse(text)
        } catch {
            throw ClientMessageError(code: .malformedMessage, message: "JSON: \(error)")
        }
        guard let object = value.asObject else {
            throw ClientMessageError(
                code: .malformedMessage, message: "JSON: the message must be an object")
        }
        self.object = object
        id = try Self.identifier(object)
        operation = try Self.operation(object, id: id)
    }

    private static func identifier(_ object: JSONObject) throws(ClientMessageError) -> String? {
        guard let value = object["id"] else { return nil }
        guard let id = value.asString, (1...ClientMessage.identifierLimit).contains(id.utf8.count)
        else {
            throw ClientMessageError(
                code: .invalidField,
                message: "id: must be a string of 1 to \(ClientMessage.identifierLimit) bytes")
        }
        return id
    }

    private static func operation(
        _ object: JSONObject, id: String?
    ) throws(ClientMessageError) -> ClientMessage.Operation {
        guard let value = object["op"] else {
            throw ClientMessageError(id: id, code: .missingField, message: "op: is missing")
        }
        guard let name = value.asString else {
            throw ClientMessageError(
                id: id, code: .invalidField, message: "op: must be a string")
        }
        guard let operation = ClientMessage.Operation(rawValue: name) else {
            let known = ClientMessage.Operation.allCases.map(\.rawValue).joined(separator: ", ")
            throw ClientMessageError(
                id: id, code: .unknownOperation, message: "op: must be one of \(known)")
        }
        return operation
    }

    /// Refuses every field but `op` and these.
    func allow(_ names: String...) throws(ClientMessageError) {
        if let other = object.names.first(where: { $0 != "op" && !names.contains($0) }) {
            throw error(
                .unknownField,
                "\(Self.excerpt(other)): is not a field of '\(operation.rawValue)'")
        }
    }

    /// The beginning of what the client wrote, for an answer.
    static func excerpt(_ text: String) -> String {
        String(decoding: text.utf8.prefix(64), as: UTF8.self)
    }

    func has(_ name: String) -> Bool { object[name] != nil }

    func requiredID() throws(ClientMessageError) -> String {
        guard let id else { throw error(.missingField, "id: is missing") }
        return id
    }

    func string(_ name: String, limit: Int) throws(ClientMessageError) -> String {
        guard let text = try value(name).asString, (1...limit).contains(text.utf8.count) else {
            throw invalid(name, "must be a string of 1 to \(limit) bytes")
        }
        return text
    }

    func array(_ name: String, limit: Int) throws(ClientMessageError) -> [JSONValue] {
        guard let elements = try value(name).asArray else {
            throw invalid(name, "must be an array")
        }
        guard (1...limit).contains(elements.count) else {
            throw invalid(name, "must have 1 to \(limit) entries")
        }
        return elements
    }

    func boolean(_ name: String) throws(ClientMessageError) -> Bool? {
        guard let value = object[name] else { return nil }
        guard let truth = value.asBoolean else { throw invalid(name, "must be true or false") }
        return truth
    }

    func error(_ code: ErrorCode, _ message: String) -> ClientMessageError {
        ClientMessageError(id: id, code: code, message: message)
    }

    func invalid(_ place: String, _ rule: String) -> ClientMessageError {
        error(.invalidField, "\(place): \(rule)")
    }

    private func value(_ name: String) throws(ClientMessageError) -> JSONValue {
        guard let value = object[name] else { throw error(.missingField, "\(name): is missing") }
        return value
    }
}
