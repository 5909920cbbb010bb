import CHiredis

extension RedisReply {
    /// Copies a reply, which hiredis frees when its callback returns; it limits the nesting to 7.
    init(_ reply: UnsafeMutablePointer<redisReply>) {
        let type = unsafe reply.pointee.type
        switch type {
        case REDIS_REPLY_INTEGER: self = unsafe .integer(reply.pointee.integer)
        case REDIS_REPLY_STRING: self = unsafe .string(Self.bytes(reply))
        case REDIS_REPLY_STATUS:
            self = unsafe .status(String(decoding: Self.bytes(reply), as: UTF8.self))
        case REDIS_REPLY_ERROR:
            self = unsafe .error(RedisError(String(decoding: Self.bytes(reply), as: UTF8.self)))
        case REDIS_REPLY_ARRAY: self = unsafe .array(Self.elements(reply))
        default: self = .null
        }
    }

    private static func bytes(_ reply: UnsafeMutablePointer<redisReply>) -> [UInt8] {
        unsafe Array(UnsafeRawBufferPointer(start: reply.pointee.str, count: reply.pointee.len))
    }

    private static func elements(_ reply: UnsafeMutablePointer<redisReply>) -> [RedisReply] {
        let elements = unsafe UnsafeBufferPointer(
            start: reply.pointee.element, count: reply.pointee.elements)
        return unsafe elements.map { element in
            guard let element = unsafe element else { return .null }
            return unsafe RedisReply(element)
        }
    }
}
