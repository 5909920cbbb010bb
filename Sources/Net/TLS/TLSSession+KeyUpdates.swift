import COpenSSL

extension TLSSession {
    /// Changes of keys that a peer may make in a row, as BoringSSL and rustls have it.
    ///
    /// Each costs the hub an answer and two derivations of keys, and the peer 27 bytes; with TLS 1.3
    /// keys are good for gigabytes (RFC 8446 section 5.5).
    package static let keyUpdateLimit = 32

    /// Takes new keys and asks the peer for new ones too; false when the socket has no room, or the
    /// session does not allow it.
    package func updateKeys() -> Bool {
        OpenSSLErrors.clear()
        defer { OpenSSLErrors.clear() }
        return unsafe withSSL { ssl in
            unsafe SSL_key_update(ssl, SSL_KEY_UPDATE_REQUESTED) == 1
                && SSL_do_handshake(ssl) == 1
        }
    }
}
