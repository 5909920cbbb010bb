/// The bounds and the files of a server that speaks TLS.
package struct TLSServerConfiguration: Sendable, Equatable {
    /// A certificate and its key, both as PEM.
    package struct Pair: Sendable, Equatable {
        /// The file of the certificate, followed by those that lead to an authority.
        package var certificate: String
        /// The file of its private key, without a passphrase.
        package var key: String

        /// The pair of these files.
        package init(certificate: String, key: String) {
            self.certificate = certificate
            self.key = key
        }
    }

    /// The certificates; the first answers clients that ask for no name, or one that nobody has.
    package var pairs: [Pair]
    /// How long a client may use a ticket instead of a full handshake.
    package var sessionLifetime: Duration = .seconds(2 * 3_600)
    /// How long one key seals tickets: whoever steals it opens no more than that.
    package var ticketRotation: Duration = .seconds(3_600)
    /// The application protocols that are spoken, best first.
    package var protocols = ["http/1.1"]

    /// A server with these certificates and the defaults.
    package init(pairs: [Pair]) {
        self.pairs = pairs
    }

    /// The ciphers of TLS 1.2: forward secrecy and authenticated encryption, nothing else.
    ///
    /// RFC 9325 section 4.2.
    static let ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20"
    /// The ciphers of TLS 1.3, the cheapest first: SHA-256 is done by the processor, SHA-384 is not.
    static let ciphers13 =
        "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"
    /// 112 bits at least: no RSA key below 2,048 bits and no SHA-1, whatever the system's default.
    static let securityLevel: Int32 = 2
    /// The groups for the key exchange, fastest first.
    static let groups = "X25519:P-256:P-384"
}
