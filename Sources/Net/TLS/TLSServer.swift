import COpenSSL
import Glibc
import Synchronization

/// What a listener needs to speak TLS: certificates that can be read anew, and keys for tickets.
package final class TLSServer: Sendable {
    /// The files and bounds.
    package let configuration: TLSServerConfiguration
    private let contexts: Mutex<ServerContexts>
    private let tickets: Mutex<TicketKeys>

    /// Reads all files; throws every mistake.
    package init(_ configuration: TLSServerConfiguration) throws(TLSSetupError) {
        self.configuration = configuration
        contexts = Mutex(try ServerContexts(configuration))
        tickets = Mutex(
            TicketKeys(
                rotation: configuration.ticketRotation, lifetime: configuration.sessionLifetime))
    }

    /// Reads the files again: connections from now on get what they hold, those that stand stay.
    ///
    /// Everything stays as it was when there is a mistake. From any thread; it reads files.
    package func reload() throws(TLSSetupError) {
        let fresh = try ServerContexts(configuration)
        contexts.withLock { $0 = fresh }
    }

    /// Sentences about certificates that clients will not trust because of the time.
    package var timeProblems: [String] { contexts.withLock { $0.timeProblems } }

    /// *(loop)* A session on an accepted socket; nil when there is no memory for it.
    package func session(on descriptor: Int32) -> TLSSession? {
        let contexts = contexts.withLock { $0 }
        guard let context = unsafe contexts.context(for: nil),
            let session = unsafe TLSSession(
                context, on: descriptor, party: .server(self, contexts))
        else { return nil }
        unsafe session.withSSL { unsafe SSL_set_accept_state($0) }
        return session
    }

    /// The key to seal a ticket with.
    func sealingKey() -> TicketKeys.Key {
        tickets.withLock { $0.sealing(now: .now, random: Self.random) }
    }

    /// The key that a ticket was sealed with.
    func openingKey(name: [UInt8]) -> (key: TicketKeys.Key, isNewest: Bool)? {
        tickets.withLock { $0.opening(name: name, now: .now) }
    }

    private static func random() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 80)
        let code = unsafe RAND_priv_bytes(&bytes, Int32(bytes.count))
        precondition(code == 1, "the system gives no random bytes")
        return bytes
    }
}

/// Called by OpenSSL to seal a ticket or to open one: 1 done, 2 done and replace it, 0 unknown key,
/// -1 failed.
func ticketKey(
    _ ssl: OpaquePointer?, _ name: UnsafeMutablePointer<UInt8>?,
    _ vector: UnsafeMutablePointer<UInt8>?, _ cipher: OpaquePointer?, _ mac: OpaquePointer?,
    _ seals: Int32
) -> Int32 {
    guard case .server(let server, _) = unsafe TLSSession.of(ssl)?.party, let name = unsafe name
    else { return -1 }
    var isNewest = true
    let key: TicketKeys.Key
    if seals == 1 {
        key = server.sealingKey()
        guard unsafe RAND_bytes(vector, EVP_CIPHER_get_iv_length(EVP_aes_256_cbc())) == 1 else {
            return -1
        }
        for (place, byte) in key.name.enumerated() { unsafe name[place] = byte }
    } else {
        let given = unsafe Array(UnsafeBufferPointer(start: name, count: 16))
        guard let found = server.openingKey(name: given) else { return 0 }
        (key, isNewest) = found
    }
    guard unsafe copenssl_prepare_ticket(cipher, mac, key.cipher, key.mac, vector, seals) == 1
    else { return -1 }
    // OpenSSL sends no new ticket after 1; and with TLS 1.3 none is to be used twice
    // (RFC 8446 appendix C.4).
    let isUsedUp = unsafe seals == 0 && SSL_version(ssl) == TLS1_3_VERSION
    return isNewest && !isUsedUp ? 1 : 2
}
