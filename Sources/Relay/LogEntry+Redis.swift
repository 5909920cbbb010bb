import Events

extension RedisCommand {
    /// Adds an entry's id in the log and the values of its fields: `id`, `type`, `subject`, `topics`
    /// and `event`.
    mutating func append(values entry: LogEntry) {
        append("\(entry.seq)-0")
        append(entry.identity)
        append(entry.type)
        append(entry.subject)
        append(entry.topics.map(\.description).joined(separator: " "))
        append(Array(entry.payload))
    }
}

/// An entry of any stream.
struct StreamEntry {
    let id: String
    private let fields: [RedisReply]

    /// Reads the id and the fields, as XRANGE and its relatives return them.
    init?(_ reply: RedisReply) {
        guard let parts = reply.asArray, parts.count == 2, let id = parts[0].asText,
            let fields = parts[1].asArray
        else { return nil }
        self.id = id
        self.fields = fields
    }

    /// The number before the hyphen of the id.
    var seq: Int64? { Int64(id.prefix { $0 != "-" }) }

    /// The value of the first field of this name.
    ///
    /// Names are compared as bytes: to make text of each took two thirds of an entry's time.
    subscript(name: String) -> [UInt8]? {
        for index in stride(from: 0, to: fields.count - 1, by: 2) {
            guard case .string(let bytes) = fields[index], bytes.count == name.utf8.count,
                bytes.elementsEqual(name.utf8)
            else { continue }
            return fields[index + 1].asBytes
        }
        return nil
    }

    func text(_ name: String) -> String? {
        self[name].flatMap { String(validating: $0, as: UTF8.self) }
    }
}
