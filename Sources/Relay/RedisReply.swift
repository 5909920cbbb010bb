package import Events

/// What the server answered (RESP2).
package enum RedisReply: Sendable, Equatable {
    case null
    case integer(Int64)
    /// A status such as `OK` or `QUEUED`.
    case status(String)
    case string([UInt8])
    case array([RedisReply])
    /// An array of streams on a connection that reads the log: the entries of the one that there is.
    case entries([LogEntry])
    /// The server refused the command, or could not carry it out.
    case error(RedisError)

    /// The elements, when this is an array.
    package var asArray: [RedisReply]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The bytes, when this is a string.
    package var asBytes: [UInt8]? {
        if case .string(let bytes) = self { bytes } else { nil }
    }

    /// The text, when this is a string that holds valid UTF-8, or a status.
    package var asText: String? {
        switch self {
        case .string(let bytes): String(validating: bytes, as: UTF8.self)
        case .status(let text): text
        default: nil
        }
    }

    /// The number, when this is one.
    package var asInteger: Int64? {
        if case .integer(let value) = self { value } else { nil }
    }
}

/// An error reply of the server.
package struct RedisError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The whole line, such as `OOM command not allowed …`.
    package let message: String

    /// The error of this line.
    package init(_ message: String) {
        self.message = message
    }

    /// Its first word, by which the kinds of errors are told apart.
    package var code: Substring { message.prefix { $0 != " " } }

    package var description: String { message }
}

/// Why there is no answer, or not the one asked for.
package enum RedisFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// There is no connection, or it was lost before the answer: what the command did is unknown.
    case disconnected(String)
    /// No answer came in time; the connection was closed, since answers come in order.
    case timedOut
    /// More commands are in flight than the connection takes; this one was not sent.
    case overloaded
    /// `close` was called.
    case closed
    /// The server answered with an error.
    case refused(RedisError)
    /// The server's answer has another shape than the command's.
    case unexpected

    package var description: String {
        switch self {
        case .disconnected(let reason): "no connection to Redis: \(reason)"
        case .timedOut: "Redis did not answer in time"
        case .overloaded: "too many commands wait for Redis"
        case .closed: "the connection to Redis was closed"
        case .refused(let error): "Redis: \(error.message)"
        case .unexpected: "Redis gave an answer of an unexpected form"
        }
    }
}
