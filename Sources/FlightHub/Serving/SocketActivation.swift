import Gateway
import Glibc

/// The listeners that systemd has opened for this process (sd_listen_fds(3)).
enum SocketActivation {
    /// The first descriptor that is handed over.
    private static let first: Int32 = 3
    /// More than anybody has; a number beyond it is a mistake.
    private static let limit: Int32 = 64

    /// Reads LISTEN_PID and LISTEN_FDS; nothing unless they are meant for `pid`.
    static func places(_ environment: Environment, pid: Int32 = getpid()) -> [ListenPlace] {
        guard environment.value("LISTEN_PID") == String(pid),
            let count = environment.value("LISTEN_FDS").flatMap(Int32.init),
            (1...limit).contains(count)
        else { return [] }
        return (first..<first + count).map(ListenPlace.inherited)
    }
}
