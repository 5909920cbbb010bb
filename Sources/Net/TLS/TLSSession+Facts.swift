import COpenSSL

extension TLSSession {
    /// What was agreed in the handshake.
    package struct Facts: Equatable, Sendable {
        /// `TLSv1.3` or `TLSv1.2`.
        package let version: String
        /// The cipher's name in OpenSSL.
        package let cipher: String
        /// Whether a ticket took the place of a full handshake.
        package let isResumed: Bool
        /// The application protocol, if one was agreed.
        package let applicationProtocol: String?
    }

    /// What was agreed; to be asked once the session is open.
    package var facts: Facts {
        unsafe withSSL { ssl in
            var name: UnsafePointer<UInt8>?
            var length: UInt32 = 0
            unsafe SSL_get0_alpn_selected(ssl, &name, &length)
            let bytes = unsafe UnsafeBufferPointer(start: name, count: Int(length))
            return unsafe Facts(
                version: String(cString: SSL_get_version(ssl)),
                cipher: String(cString: SSL_CIPHER_get_name(SSL_get_current_cipher(ssl))),
                isResumed: SSL_session_reused(ssl) == 1,
                applicationProtocol: bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self))
        }
    }
}
