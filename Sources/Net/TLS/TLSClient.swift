import COpenSSL
import Synchronization

/// Whose certificates a client trusts.
package enum TLSTrust: Sendable, Equatable {
    /// Those that the system trusts; `SSL_CERT_FILE` and `SSL_CERT_DIR` name others.
    case system
    /// Those of the authorities in a file; a certificate that signs itself is its own.
    case file(String)
}

/// What outgoing connections need to speak TLS.
@safe package final class TLSClient: Sendable {
    // Not Sendable, yet safe: the pointer never changes, OpenSSL makes connections of a context on
    // any thread, and its settings are not touched after `init`.
    private nonisolated(unsafe) let context: OpaquePointer
    /// The session to resume for each server name.
    private let sessions = Mutex<[String: RememberedSession]>([:])
    private let resumes: Bool

    /// Names for which sessions are remembered; one more is not.
    private static let sessionLimit = 64

    /// A client that resumes sessions, when it is to.
    package init(_ trust: TLSTrust = .system, resumes: Bool = false) throws(TLSSetupError) {
        guard let context = unsafe SSL_CTX_new(TLS_client_method()) else { throw TLSSetupError([]) }
        unsafe self.context = unsafe context
        self.resumes = resumes
        _ = unsafe copenssl_set_min_version(context, TLS1_2_VERSION)
        unsafe SSL_CTX_set_options(
            context, copenssl_no_renegotiation | copenssl_no_compression)
        unsafe SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
        unsafe TransferModes.set(context)
        let names = ProtocolList.bytes(["http/1.1"])
        _ = unsafe SSL_CTX_set_alpn_protos(context, names, UInt32(names.count))
        unsafe copenssl_set_session_cache(
            context, Int(SSL_SESS_CACHE_CLIENT) | Int(SSL_SESS_CACHE_NO_INTERNAL))
        unsafe SSL_CTX_sess_set_new_cb(context) { ssl, session in
            unsafe rememberSession(ssl, session)
        }
        try setTrust(trust)
    }

    deinit {
        unsafe SSL_CTX_free(context)
    }

    private func setTrust(_ trust: TLSTrust) throws(TLSSetupError) {
        switch trust {
        case .system: _ = unsafe SSL_CTX_set_default_verify_paths(context)
        case .file(let path):
            let store = unsafe SSL_CTX_get_cert_store(context)
            unsafe try PEMFile.certificates(path, .authorities).forEach {
                _ = unsafe X509_STORE_add_cert(store, $0)
                unsafe X509_free($0)
            }
        }
    }

    /// *(loop)* A session on a connected socket with the server of that name, or numeric address.
    func session(on descriptor: Int32, with name: String) -> TLSSession? {
        guard let session = unsafe TLSSession(context, on: descriptor, party: .client(self, name))
        else { return nil }
        let isPrepared = unsafe session.withSSL { ssl in
            unsafe SSL_set_connect_state(ssl)
            unsafe resume(ssl, name)
            return unsafe expect(name, ssl)
        }
        return isPrepared ? session : nil
    }

    /// The certificate must be for the name, which the server is told unless it is an address
    /// (RFC 6066 section 3).
    private func expect(_ name: String, _ ssl: OpaquePointer) -> Bool {
        if unsafe X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), name) == 1 { return true }
        return unsafe SSL_set1_host(ssl, name) == 1 && copenssl_set_servername(ssl, name) == 1
    }

    private func resume(_ ssl: OpaquePointer, _ name: String) {
        guard let session = sessions.withLock({ $0[name] }) else { return }
        _ = unsafe SSL_set_session(ssl, session.pointer)
    }

    /// Takes over the session; false when none are remembered.
    fileprivate func remember(_ session: OpaquePointer, for name: String) -> Bool {
        guard resumes else { return false }
        let session = unsafe RememberedSession(session)
        sessions.withLock { sessions in
            guard sessions[name] != nil || sessions.count < Self.sessionLimit else { return }
            sessions[name] = session
        }
        return true
    }
}

/// A session of OpenSSL, owned.
@safe private final class RememberedSession: Sendable {
    // Not Sendable, yet safe: the pointer never changes, OpenSSL counts its references atomically,
    // and changes no session that a connection was begun with.
    nonisolated(unsafe) let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { unsafe self.pointer = unsafe pointer }

    deinit { unsafe SSL_SESSION_free(pointer) }
}

/// Called by OpenSSL with a new session: 1 when it is kept.
private func rememberSession(_ ssl: OpaquePointer?, _ session: OpaquePointer?) -> Int32 {
    guard case .client(let client, let name) = unsafe TLSSession.of(ssl)?.party,
        let session = unsafe session
    else { return 0 }
    return unsafe client.remember(session, for: name) ? 1 : 0
}

/// The server that an outgoing connection is to find at its end, and how that is checked.
package struct TLSDestination: Sendable {
    /// Whose certificates are trusted.
    package let client: TLSClient
    /// The server's name, or its numeric address.
    package let name: String

    /// The server of this name.
    package init(_ client: TLSClient, name: String) {
        self.client = client
        self.name = name
    }

    /// *(loop)* A session on a connected socket; nil when there is no memory for it.
    package func session(on descriptor: Int32) -> TLSSession? {
        client.session(on: descriptor, with: name)
    }
}
