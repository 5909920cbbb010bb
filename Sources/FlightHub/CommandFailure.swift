/// Why a command ends without having done its work; the lines are all that its user sees.
struct CommandFailure: Error, Equatable {
    /// The exit codes of `sysexits.h`, which scripts know.
    enum Code: Int32 {
        /// The words of the command make no sense together.
        case usage = 64
        /// A service, a host or the port is not there.
        case unavailable = 69
        /// Something went wrong that is not the user's doing.
        case internalError = 70
        /// The settings are wrong.
        case configuration = 78
    }

    let code: Code
    /// One line each, without `error:` before it.
    let lines: [String]

    init(_ code: Code, _ lines: String...) {
        self.code = code
        self.lines = lines
    }

    init(_ code: Code, lines: [String]) {
        self.code = code
        self.lines = lines
    }
}
