import CLinux
import Glibc
import LocalServices

/// SIGHUP, the operator's wish that files be read anew.
enum ReloadSignals {
    /// Calls `reload` for each signal from now on, on a thread of its own; to be used once.
    ///
    /// Signals that come while it runs lead to one more call, not to one each.
    static func listen(_ reload: @escaping @Sendable () -> Void) throws(CommandFailure) {
        var descriptors: [Int32] = [-1, -1]
        guard pipe(&descriptors) == 0, clinux_catch_reload_signal(descriptors[1]) == 0 else {
            throw CommandFailure(.internalError, "signals: " + String(cString: strerror(errno)))
        }
        let reader = descriptors[0]
        let started = SystemThread.detach {
            var bytes = [UInt8](repeating: 0, count: 64)
            while true {
                let count = read(reader, &bytes, bytes.count)
                if count > 0 { reload() }
                if count == 0 || count < 0 && errno != EINTR { return }
            }
        }
        guard started else {
            throw CommandFailure(.internalError, "the system gives no thread for signals")
        }
    }
}
