import COpenSSL

/// How a server's context of OpenSSL is set.
enum ServerSettings {
    /// A context without certificates, which the caller owns.
    static func context(
        _ configuration: TLSServerConfiguration
    ) throws(TLSSetupError) -> OpaquePointer {
        guard let context = unsafe SSL_CTX_new(TLS_server_method()) else {
            throw TLSSetupError([])
        }
        _ = unsafe copenssl_set_min_version(context, TLS1_2_VERSION)
        unsafe SSL_CTX_set_security_level(context, TLSServerConfiguration.securityLevel)
        _ = unsafe SSL_CTX_set_cipher_list(context, TLSServerConfiguration.ciphers)
        _ = unsafe SSL_CTX_set_ciphersuites(context, TLSServerConfiguration.ciphers13)
        _ = unsafe copenssl_set_groups(context, TLSServerConfiguration.groups)
        unsafe SSL_CTX_set_options(context, options)
        unsafe TransferModes.set(context)
        unsafe setSessions(context, configuration)
        unsafe setCallbacks(context)
        return unsafe context
    }

    /// No renegotiation, and the server's order of ciphers, but ChaCha20 for who has no fast AES.
    ///
    /// HTTP says itself where a message ends, so a peer that closes without a word has done no harm.
    private static let options: UInt64 =
        copenssl_no_renegotiation | copenssl_no_compression | copenssl_server_preference
        | copenssl_prioritize_chacha | copenssl_ignore_unexpected_end

    /// Sessions live in tickets alone.
    private static func setSessions(
        _ context: OpaquePointer, _ configuration: TLSServerConfiguration
    ) {
        unsafe copenssl_set_session_cache(context, Int(SSL_SESS_CACHE_OFF))
        unsafe SSL_CTX_set_timeout(context, Int(configuration.sessionLifetime.components.seconds))
        let name = Array("flighthub".utf8)
        _ = unsafe SSL_CTX_set_session_id_context(context, name, UInt32(name.count))
        unsafe SSL_CTX_set_tlsext_ticket_key_evp_cb(context, ticketKey)
    }

    private static func setCallbacks(_ context: OpaquePointer) {
        unsafe copenssl_set_servername_callback(context) { ssl, _, _ in
            unsafe ServerSettings.chooseCertificates(ssl)
        }
        unsafe SSL_CTX_set_alpn_select_cb(
            context,
            { ssl, chosen, length, offered, count, _ in
                unsafe ServerSettings.chooseProtocol(ssl, chosen, length, offered, count)
            }, nil)
        unsafe SSL_CTX_set_info_callback(context) { ssl, kind, value in
            // What OpenSSL answers to a renegotiation that it may not do, and to nothing else.
            guard kind == SSL_CB_WRITE_ALERT, value & 0xFF == SSL_AD_NO_RENEGOTIATION else {
                return
            }
            unsafe TLSSession.of(ssl)?.note(.renegotiation)
        }
        unsafe SSL_CTX_set_msg_callback(context) { isWritten, _, kind, bytes, count, ssl, _ in
            guard isWritten == 0 else { return }
            let message = unsafe UnsafeRawBufferPointer(start: bytes, count: count)
            unsafe ServerSettings.count(kind, message, ssl)
        }
    }

    /// Notes a record or a message of the protocol itself that the peer has sent.
    private static func count(
        _ kind: Int32, _ message: UnsafeRawBufferPointer, _ ssl: OpaquePointer?
    ) {
        if kind == SSL3_RT_HEADER {
            unsafe TLSSession.of(ssl)?.noteRecord()
        } else if unsafe kind == SSL3_RT_HANDSHAKE && message.first == UInt8(SSL3_MT_KEY_UPDATE) {
            unsafe TLSSession.of(ssl)?.noteKeyUpdate()
        }
    }

    private static func chooseCertificates(_ ssl: OpaquePointer?) -> Int32 {
        guard case .server(_, let contexts) = unsafe TLSSession.of(ssl)?.party,
            let name = unsafe SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name)
        else { return SSL_TLSEXT_ERR_NOACK }
        let context = unsafe contexts.context(for: String(cString: name))
        return unsafe SSL_set_SSL_CTX(ssl, context) == nil
            ? SSL_TLSEXT_ERR_ALERT_FATAL : SSL_TLSEXT_ERR_OK
    }

    private static func chooseProtocol(
        _ ssl: OpaquePointer?, _ chosen: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
        _ length: UnsafeMutablePointer<UInt8>?, _ offered: UnsafePointer<UInt8>?, _ count: UInt32
    ) -> Int32 {
        guard case .server(let server, _) = unsafe TLSSession.of(ssl)?.party,
            let offered = unsafe offered, let chosen = unsafe chosen, let length = unsafe length
        else { return SSL_TLSEXT_ERR_NOACK }
        let list = unsafe UnsafeBufferPointer(start: offered, count: Int(count))
        guard let place = unsafe ProtocolList.place(of: server.configuration.protocols, in: list)
        else {
            // RFC 7301 section 3.2: a client that speaks something else is told so.
            return SSL_TLSEXT_ERR_ALERT_FATAL
        }
        unsafe chosen.pointee = unsafe offered + place.lowerBound
        unsafe length.pointee = UInt8(place.count)
        return SSL_TLSEXT_ERR_OK
    }
}

/// A list of application protocols as it is sent: each with its length before it.
enum ProtocolList {
    /// Where the first of `names` that a list holds stands in it.
    static func place(of names: [String], in list: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
        for name in names {
            var start = 0
            while start < list.count {
                let range = unsafe (start + 1)..<(start + 1 + Int(list[start]))
                guard range.upperBound <= list.count else { break }
                if unsafe list[range].elementsEqual(name.utf8) { return range }
                start = range.upperBound
            }
        }
        return nil
    }

    /// The list of these names.
    static func bytes(_ names: [String]) -> [UInt8] {
        names.flatMap { [UInt8(truncatingIfNeeded: $0.utf8.count)] + Array($0.utf8) }
    }
}

/// How bytes move through a connection of OpenSSL.
enum TransferModes {
    /// A write returns after each record and may be repeated from another place in memory; buffers
    /// are given back while nothing moves; a read takes all that the kernel has in one call.
    static func set(_ context: OpaquePointer) {
        unsafe copenssl_set_mode(
            context,
            Int(SSL_MODE_ENABLE_PARTIAL_WRITE) | Int(SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER)
                | Int(SSL_MODE_RELEASE_BUFFERS))
        unsafe copenssl_set_read_ahead(context)
    }
}
