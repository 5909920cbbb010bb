import Glibc

/// How a program ended.
package enum ExitStatus: Sendable, Equatable, CustomStringConvertible {
    /// It returned this code.
    case exited(Int32)
    /// This signal ended it.
    case signalled(Int32)

    /// Reads what `waitpid` reports: the low seven bits are the signal, the next byte the code.
    init(_ status: Int32) {
        let signal = status & 0x7f
        self = signal == 0 ? .exited((status >> 8) & 0xff) : .signalled(signal)
    }

    package var description: String {
        switch self {
        case .exited(let code): "exit code \(code)"
        case .signalled(let number): String(cString: strsignal(number))
        }
    }
}
