import COpenSSL
import Glibc

/// TLS on one socket, of which it takes the place for reading and writing.
///
/// *(loop)* It borrows the descriptor, which has to live longer. Reading and writing end as those of
/// `Socket` do, but that a read may have to wait for room to write (`readAwaitsRoom`), and that bytes
/// may wait here which the kernel does not know of: read until it would block.
@safe package final class TLSSession {
    private let ssl: OpaquePointer
    /// Keeps alive what the callbacks of OpenSSL use.
    let party: Party
    private var phase = Phase.handshaking
    /// Why it is of no more use, when it failed by the rules of TLS.
    package private(set) var failure: TLSFailure?
    /// Whether the last read would block until the socket takes more bytes.
    package private(set) var readAwaitsRoom = false
    /// Whether the last write was cut short by a full socket.
    private var isWritePending = false
    /// Records that the last read took: more than one when some brought no bytes.
    package private(set) var recordsRead = 0
    /// Changes of keys since the peer last sent bytes.
    private var keyUpdates = 0
    /// What the peer has done that it may not, noted while OpenSSL reads.
    private var breach: TLSFailure?
    /// A second call would read, and take bytes for a breach of the rules.
    private var hasSentClosure = false

    /// What made the session.
    enum Party {
        case server(TLSServer, ServerContexts)
        case client(TLSClient, String)
    }

    private enum Phase {
        case handshaking, open, failed
    }

    /// Where a handshake is.
    package enum Progress: Equatable, Sendable {
        /// The session is open.
        case done
        /// Go on when the socket can be read.
        case awaitsBytes
        /// Go on when the socket can be written.
        case awaitsRoom
        /// There will be no session.
        case failed(TLSFailure)
    }

    init?(_ context: OpaquePointer, on descriptor: Int32, party: Party) {
        guard let ssl = unsafe SSL_new(context) else { return nil }
        unsafe self.ssl = unsafe ssl
        self.party = party
        guard unsafe SSL_set_fd(ssl, descriptor) == 1 else { return nil }
        unsafe SSL_set_ex_data(ssl, 0, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit {
        // OpenSSL would forget a session that ends without a goodbye, and a client whose network
        // fails is the one that comes back.
        if phase == .open {
            unsafe SSL_set_shutdown(ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN)
        }
        unsafe SSL_free(ssl)
    }

    /// The session that a callback of OpenSSL is about.
    static func of(_ ssl: OpaquePointer?) -> TLSSession? {
        guard let ssl = unsafe ssl, let pointer = unsafe SSL_get_ex_data(ssl, 0) else { return nil }
        return unsafe Unmanaged<TLSSession>.fromOpaque(pointer).takeUnretainedValue()
    }

    /// Lends the connection of OpenSSL.
    func withSSL<Result>(_ body: (OpaquePointer) -> Result) -> Result {
        unsafe body(ssl)
    }

    /// Whether the handshake is done and nothing has failed.
    package var isOpen: Bool { phase == .open }

    /// Goes on with the handshake as far as the socket allows.
    package func shakeHands() -> Progress {
        guard phase == .handshaking else {
            return phase == .open ? .done : .failed(failure ?? .ended)
        }
        OpenSSLErrors.clear()
        let code = unsafe SSL_do_handshake(ssl)
        if code == 1 {
            phase = .open
            return .done
        }
        switch unsafe SSL_get_error(ssl, code) {
        case SSL_ERROR_WANT_READ: return .awaitsBytes
        case SSL_ERROR_WANT_WRITE: return .awaitsRoom
        case SSL_ERROR_SSL: return .failed(fail(OpenSSLErrors.take().failure))
        default: return .failed(fail(.ended))
        }
    }

    /// Reads once into `buffer`, what comes from one record.
    ///
    /// Records without bytes are passed over, a bounded number of them. A server's session that has
    /// a write to repeat reads nothing before that.
    package func read(into buffer: UnsafeMutableRawBufferPointer) -> IOResult {
        OpenSSLErrors.clear()
        readAwaitsRoom = party.isServer && isWritePending
        recordsRead = 0
        // A change of keys is answered while it is read, and OpenSSL lets nothing come between a
        // write and its repetition: a second one would fail the session. So reading waits, with the
        // peer that does not read; a client reads on, or each would wait for the other.
        guard !readAwaitsRoom else { return .wouldBlock }
        var count = 0
        let code = unsafe SSL_read_ex(ssl, buffer.baseAddress, buffer.count, &count)
        if let breach {
            _ = fail(breach)
            return .failed(.protocolError)
        }
        guard code == 1 else { return ending(code, whileReading: true) }
        keyUpdates = 0
        return .bytes(count)
    }

    /// Writes once, at most one record's worth of `bytes`.
    ///
    /// After `.wouldBlock` the next call must bring the same bytes again, and may bring more.
    package func write(_ bytes: UnsafeRawBufferPointer) -> IOResult {
        guard bytes.count > 0 else { return .bytes(0) }
        OpenSSLErrors.clear()
        var count = 0
        let code = unsafe SSL_write_ex(
            ssl, bytes.baseAddress, min(bytes.count, Self.recordBytes), &count)
        isWritePending = false
        guard code != 1 else { return .bytes(count) }
        let result = ending(code, whileReading: false)
        isWritePending = result == .wouldBlock
        return result
    }

    /// Writes once, as `write(_:)` does.
    package func write(_ bytes: ArraySlice<UInt8>) -> IOResult {
        unsafe bytes.withUnsafeBytes { unsafe write($0) }
    }

    /// The bytes that one record holds, and so what one write takes at the most.
    package static let recordBytes = 16 * 1024

    /// Tells the peer that nothing more will come, as far as the socket has room for it.
    ///
    /// It does not wait for the peer's own word, which is what closing the socket is for.
    package func sendClosure() {
        guard phase == .open, !hasSentClosure else { return }
        hasSentClosure = true
        OpenSSLErrors.clear()
        _ = unsafe SSL_shutdown(ssl)
        OpenSSLErrors.clear()
    }

    /// The peer has sent a record.
    func noteRecord() { recordsRead += 1 }

    /// The peer has changed its keys.
    func noteKeyUpdate() {
        keyUpdates += 1
        if keyUpdates > Self.keyUpdateLimit { note(.keyUpdates) }
    }

    /// The peer has done what fails the session once the read in hand is over.
    func note(_ breach: TLSFailure) {
        self.breach = breach
        // Else that read would go on, through all that the peer sends of this kind.
        unsafe SSL_set_shutdown(ssl, SSL_get_shutdown(ssl) | SSL_RECEIVED_SHUTDOWN)
    }

    private func ending(_ code: Int32, whileReading: Bool) -> IOResult {
        switch unsafe SSL_get_error(ssl, code) {
        case SSL_ERROR_WANT_READ where whileReading: return .wouldBlock
        case SSL_ERROR_WANT_WRITE:
            readAwaitsRoom = whileReading
            return .wouldBlock
        case SSL_ERROR_ZERO_RETURN: return .endOfStream
        case SSL_ERROR_SYSCALL:
            let reason = Errno.last
            _ = fail(.ended)
            return reason.code == 0 ? .endOfStream : .failed(reason)
        default:
            // A write that wants to read comes with renegotiation only, which there is none of.
            _ = fail(OpenSSLErrors.take().failure)
            return .failed(.protocolError)
        }
    }

    /// After a failure OpenSSL must not be asked to say goodbye.
    private func fail(_ reason: TLSFailure) -> TLSFailure {
        phase = .failed
        let reason = unsafe party.explain(reason, ssl)
        failure = reason
        return reason
    }
}

extension TLSSession.Party {
    fileprivate var isServer: Bool {
        if case .server = self { true } else { false }
    }

    /// A client knows more of a certificate that it does not trust than the error tells.
    fileprivate func explain(_ failure: TLSFailure, _ ssl: OpaquePointer) -> TLSFailure {
        guard case .client = self, case .violation = failure else { return failure }
        let result = unsafe SSL_get_verify_result(ssl)
        guard result != Int(X509_V_OK) else { return failure }
        return .untrusted(unsafe String(cString: X509_verify_cert_error_string(result)))
    }
}
