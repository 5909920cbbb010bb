import Logging
import Net

/// Reads the certificates anew when the operator says so (SIGHUP).
struct CertificateReload: Sendable {
    private let server: TLSServer?
    private let logger = Logger(label: "tls")

    init(_ server: TLSServer?) { self.server = server }

    /// Warns of certificates that clients will not trust.
    func warn() {
        for problem in server?.timeProblems ?? [] { logger.warning("\(problem)") }
    }

    /// Reads the files; with a mistake in them, everything stays as it was.
    func run() {
        guard let server else {
            logger.notice("SIGHUP: there are no certificates to read anew")
            return
        }
        do throws(TLSSetupError) {
            try server.reload()
            logger.notice("SIGHUP: the certificates were read anew")
            warn()
        } catch {
            for mistake in error.mistakes {
                logger.error("SIGHUP: the certificates stay as they were: \(mistake)")
            }
        }
    }
}
