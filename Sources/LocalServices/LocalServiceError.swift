/// Why a private PostgreSQL or Redis could not be started or kept; each reads as one clear line.
package enum LocalServiceError: Error, Equatable, CustomStringConvertible {
    /// No program of the service is installed; `looked` names the folders that were searched.
    case notInstalled(service: String, looked: [String])
    /// PostgreSQL does not run as root, and there is no account to run it as.
    case noAccount(tried: [String])
    /// The data was written by another major version than any that is installed.
    case versionMismatch(data: String, installed: String)
    /// Another process holds the state folder.
    case inUse(folder: String)
    /// The program could not be started at all.
    case notStarted(program: String, reason: String)
    /// The program ended by itself, during the start or later.
    case ended(service: String, status: String, log: String)
    /// The program runs but did not answer in time.
    case notReady(service: String, seconds: Int, log: String)
    /// The service refused what its first connection asked.
    case refused(service: String, message: String)
    /// A file or folder could not be made, read or removed.
    case file(path: String, reason: String)

    package var description: String {
        switch self {
        case .notInstalled(let service, let looked):
            "no \(service) found: looked in \(looked.joined(separator: ", "))"
        case .noAccount(let tried):
            "PostgreSQL does not run as root, and there is no account "
                + tried.joined(separator: " or ")
        case .versionMismatch(let data, let installed):
            "the data is of PostgreSQL \(data), installed is \(installed): install that version, "
                + "or start over with --reset"
        case .inUse(let folder):
            "\(folder) is in use by another process"
        case .notStarted(let program, let reason):
            "\(program) could not be started: \(reason)"
        case .ended(let service, let status, let log):
            "\(service) ended (\(status)): see \(log)"
        case .notReady(let service, let seconds, let log):
            "\(service) was not ready within \(seconds) s: see \(log)"
        case .refused(let service, let message):
            "\(service) refused: \(message)"
        case .file(let path, let reason):
            "\(path): \(reason)"
        }
    }
}
