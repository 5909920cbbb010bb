import COpenSSL
import Glibc

/// A certificate with its chain and its private key, as they were read from two files.
@safe final class CertificatePair {
    let files: TLSServerConfiguration.Pair
    private var certificates: [OpaquePointer] = unsafe []
    private var key: OpaquePointer?

    /// Reads both files; throws every mistake that it finds.
    init(_ files: TLSServerConfiguration.Pair) throws(TLSSetupError) {
        self.files = files
        var problems: [TLSSetupError.Problem] = []
        do throws(TLSSetupError) {
            unsafe certificates = try PEMFile.certificates(files.certificate, .certificate)
        } catch {
            problems += error.problems
        }
        do throws(TLSSetupError) {
            unsafe key = try PEMFile.key(files.key)
        } catch {
            problems += error.problems
        }
        guard problems.isEmpty else { throw TLSSetupError(problems) }
        guard unsafe X509_check_private_key(certificates.first, key) == 1 else {
            OpenSSLErrors.clear()
            throw TLSSetupError(
                .key, files.key, "is not the key of the certificate in \(files.certificate)")
        }
    }

    deinit {
        unsafe certificates.forEach { unsafe X509_free($0) }
        unsafe EVP_PKEY_free(key)
    }

    /// What the choice between certificates needs to know.
    var candidate: CertificateChoice.Candidate {
        CertificateChoice.Candidate(names: names, kind: unsafe EVP_PKEY_get_base_id(key))
    }

    /// A sentence about a certificate that clients will not trust because of the time; nil when
    /// they will.
    var timeProblem: String? {
        guard let certificate = unsafe certificates.first else { return nil }
        if unsafe X509_cmp_current_time(X509_get0_notAfter(certificate)) < 0 {
            return "\(files.certificate) has expired: clients will not trust it"
        }
        if unsafe X509_cmp_current_time(X509_get0_notBefore(certificate)) > 0 {
            return "\(files.certificate) is not valid yet: clients will not trust it"
        }
        return nil
    }

    /// Gives the context the pair to serve with.
    func install(in context: OpaquePointer) throws(TLSSetupError) {
        OpenSSLErrors.clear()
        guard unsafe SSL_CTX_use_certificate(context, certificates.first) == 1 else {
            throw TLSSetupError(
                .certificate, files.certificate, "is refused: \(OpenSSLErrors.take().text)")
        }
        unsafe certificates.dropFirst().forEach { _ = unsafe copenssl_add_chain(context, $0) }
        guard unsafe SSL_CTX_use_PrivateKey(context, key) == 1 else {
            throw TLSSetupError(.key, files.key, "is refused: \(OpenSSLErrors.take().text)")
        }
    }

    /// The DNS names of the certificate, in lower case.
    private var names: [String] {
        guard let certificate = unsafe certificates.first else { return [] }
        let names = unsafe OpaquePointer(
            X509_get_ext_d2i(certificate, NID_subject_alt_name, nil, nil))
        defer { unsafe GENERAL_NAMES_free(names) }
        let count = unsafe copenssl_name_count(names)
        return (0..<count).compactMap { index in
            var length: Int32 = 0
            guard let text = unsafe copenssl_dns_name(names, index, &length) else { return nil }
            let bytes = unsafe UnsafeBufferPointer(start: text, count: Int(length))
            return unsafe String(decoding: bytes, as: UTF8.self).lowercased()
        }
    }
}
