import ArgumentParser
import Net

/// The flags that name certificates; every command that can serve TLS has them.
struct TLSOptions: ParsableArguments {
    @Option(help: "Certificate to serve TLS with, PEM; several with commas (TLS_CERTIFICATE).")
    var tlsCertificate: String?

    @Option(help: "Key of each certificate, PEM (TLS_KEY).")
    var tlsKey: String?

    /// The server that the files make, or nil when none is named; mistakes are left in `reader`.
    func server(_ reader: inout SettingsReader) -> TLSServer? {
        let certificates = Self.list(reader.text("TLS_CERTIFICATE", tlsCertificate))
        let keys = Self.list(reader.text("TLS_KEY", tlsKey))
        guard certificates.count == keys.count else {
            reader.note(
                "TLS_KEY: \(keys.count) named for \(certificates.count) in TLS_CERTIFICATE: "
                    + "each certificate has its key, in the same order")
            return nil
        }
        guard !certificates.isEmpty else { return nil }
        let pairs = zip(certificates, keys).map {
            TLSServerConfiguration.Pair(certificate: $0, key: $1)
        }
        do throws(TLSSetupError) {
            return try TLSServer(TLSServerConfiguration(pairs: pairs))
        } catch {
            for mistake in error.mistakes { reader.note(mistake) }
            return nil
        }
    }

    private static func list(_ text: String?) -> [String] {
        (text ?? "").split(separator: ",").map { part in
            String(part.drop { $0 == " " })
        }
    }
}

extension TLSSetupError {
    /// One line for each problem, with the setting that names the file.
    var mistakes: [String] {
        let lines = problems.map { problem in
            switch problem.role {
            case .certificate: "TLS_CERTIFICATE: \(problem.path) \(problem.reason)"
            case .key: "TLS_KEY: \(problem.path) \(problem.reason)"
            case .authorities: "--ca: \(problem.path) \(problem.reason)"
            }
        }
        return lines.isEmpty ? ["OpenSSL gives no memory for TLS"] : lines
    }
}
