import COpenSSL
import Glibc

/// Reads files of certificates and keys; what is returned belongs to the caller.
enum PEMFile {
    /// More certificates in one file than any chain has.
    private static let certificateLimit = 1_000

    /// The certificates of a file, at least one.
    static func certificates(
        _ path: String, _ role: TLSSetupError.Role
    ) throws(TLSSetupError) -> [OpaquePointer] {
        let file = try unsafe open(path, role)
        defer { unsafe BIO_free(file) }
        var certificates: [OpaquePointer] = unsafe []
        while unsafe certificates.count < certificateLimit,
            let certificate = unsafe PEM_read_bio_X509(file, nil, noPassphrase, nil)
        {
            unsafe certificates.append(certificate)
        }
        let error = OpenSSLErrors.take()
        let isWhole = error.code == 0 || isEnd(error)
        if unsafe isWhole && !certificates.isEmpty { return unsafe certificates }
        unsafe certificates.forEach { unsafe X509_free($0) }
        throw TLSSetupError(
            role, path,
            isEnd(error) ? "holds no certificate (PEM)" : "is damaged: \(error.text)")
    }

    /// The private key of a file.
    static func key(_ path: String) throws(TLSSetupError) -> OpaquePointer {
        let file = try unsafe open(path, .key)
        defer { unsafe BIO_free(file) }
        if let key = unsafe PEM_read_bio_PrivateKey(file, nil, noPassphrase, nil) {
            return unsafe key
        }
        let error = OpenSSLErrors.take()
        throw TLSSetupError(.key, path, reason(error))
    }

    private static func reason(_ error: OpenSSLError) -> String {
        if error.library == ERR_LIB_PEM {
            switch error.reason {
            case PEM_R_NO_START_LINE: return "holds no private key (PEM)"
            case PEM_R_BAD_PASSWORD_READ, PEM_R_BAD_DECRYPT: return encrypted
            default: break
            }
        }
        // Decoders of encrypted forms tell only that they got no passphrase.
        let signs = ["password", "pass phrase", "interrupted or cancelled"]
        if signs.contains(where: { error.text.contains($0) }) { return encrypted }
        return error.text.contains("unsupported")
            ? "holds no private key (PEM)" : "is damaged: \(error.text)"
    }

    private static let encrypted =
        "is encrypted: nobody can be asked for a passphrase here (`openssl pkey` removes it)"

    /// Whether a file simply has no more of what was looked for.
    private static func isEnd(_ error: OpenSSLError) -> Bool {
        error.library == ERR_LIB_PEM && error.reason == PEM_R_NO_START_LINE
    }

    private static func open(
        _ path: String, _ role: TLSSetupError.Role
    ) throws(TLSSetupError) -> OpaquePointer {
        errno = 0
        OpenSSLErrors.clear()
        if let file = unsafe BIO_new_file(path, "r") { return unsafe file }
        let reason = Errno.last
        OpenSSLErrors.clear()
        throw TLSSetupError(role, path, "cannot be read: \(reason)")
    }
}

/// Called by OpenSSL for a passphrase, which it would else ask the terminal for.
private func noPassphrase(
    _: UnsafeMutablePointer<CChar>?, _: Int32, _: Int32, _: UnsafeMutableRawPointer?
) -> Int32 { -1 }
