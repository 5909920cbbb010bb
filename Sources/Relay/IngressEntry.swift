import Events

/// An entry of the ingress, with its message or the start of one that is too large.
struct IngressEntry: Sendable {
    let id: String
    /// Nil when the entry has no such field.
    let message: [UInt8]?
    /// The bytes of the whole message.
    let size: Int

    /// Reads what `IngressScripts.batch` says of an entry.
    init(_ reply: RedisReply) throws(IngressTrouble) {
        guard let parts = reply.asArray, parts.count == 3, let id = parts[0].asText,
            let size = parts[2].asInteger
        else { throw IngressTrouble(.unexpected) }
        self.id = id
        message = parts[1].asBytes
        self.size = Int(size)
    }

    /// The event that the entry hands in.
    func event() throws(IncomingEventError) -> IncomingEvent {
        guard let message else { throw .noMessage }
        guard message.count == size else { throw .tooLarge }
        return try IncomingEvent(message: message)
    }
}
