/// Why a client's message was not understood.
package struct ClientMessageError: Error, Hashable, Sendable {
    /// The `id` of the message, when it has a good one.
    package let id: String?
    /// The kind of mistake.
    package let code: ErrorCode
    /// The field and the rule, as in `topics: must have 1 to 100 entries`.
    package let message: String

    /// The error with this code and message.
    package init(id: String? = nil, code: ErrorCode, message: String) {
        self.id = id
        self.code = code
        self.message = message
    }
}
