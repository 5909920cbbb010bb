package import Events

/// The name under which a caller may repeat a request without repeating its effect.
package struct IdempotencyClaim: Hashable, Sendable {
    /// Whose key it is: keys of different accounts never meet.
    package let principal: UniqueID
    /// 1 to 255 characters that the caller chose.
    package let key: String
    /// SHA-256 of method, path, principal and body.
    package let fingerprint: [UInt8]

    /// A claim of a key.
    package init(principal: UniqueID, key: String, fingerprint: [UInt8]) {
        self.principal = principal
        self.key = key
        self.fingerprint = fingerprint
    }
}

/// What a caller is told about a change, rendered inside the transaction that makes it, so that a
/// repeat under the same idempotency key gets the same bytes.
package struct Reply: Hashable, Sendable {
    /// The HTTP status: 200, 201 or 204.
    package let status: Int
    /// The path of what was made, under `/api/v1`.
    package let location: String?
    /// The version of what is shown, for an `ETag`.
    package let version: Int64?
    /// One JSON object as text; empty with 204.
    package let body: [UInt8]

    /// A reply.
    package init(status: Int, location: String? = nil, version: Int64? = nil, body: [UInt8] = []) {
        self.status = status
        self.location = location
        self.version = version
        self.body = body
    }
}
