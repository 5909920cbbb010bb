internal import COpenSSL

/// The proof that a server understood the handshake (RFC 6455 section 4.2.2, item 5.4).
enum WebSocketAcceptKey {
    private static let suffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

    /// The value of `Sec-WebSocket-Accept` that answers `key`.
    static func answer(to key: String) -> String {
        Base64.encode(sha1(Array((key + suffix).utf8)))
    }

    // Fetched once, since that takes longer than to hash. Not Sendable, yet safe: it never changes,
    // and OpenSSL lets any thread use it.
    private nonisolated(unsafe) static let algorithm = unsafe EVP_MD_fetch(nil, "SHA1", nil)

    private static func sha1(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(SHA_DIGEST_LENGTH))
        let result = unsafe EVP_Digest(bytes, bytes.count, &digest, nil, algorithm, nil)
        precondition(result == 1, "SHA-1 of a short string fails only when memory is gone")
        return digest
    }
}
