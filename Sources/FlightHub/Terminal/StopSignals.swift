import Glibc
import LocalServices

/// The signals that ask the program to end: SIGINT (Ctrl-C) and SIGTERM.
///
/// The first asks for a clean end. A second one means "at once": the process exits there and then,
/// and what it started ends by its parent-death signal.
enum StopSignals {
    /// Keeps the signals from ending the process; call it before any thread is started.
    static func block() {
        var set = set
        sigprocmask(SIG_BLOCK, &set, nil)
    }

    /// Gives the signals back their own effect, for commands that have nothing to clean up.
    static func unblock() {
        var set = set
        sigprocmask(SIG_UNBLOCK, &set, nil)
    }

    /// Starts to listen; the sequence gives the first signal and ends. Call it once.
    static func listen() throws(CommandFailure) -> AsyncStream<Int32> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Int32.self, bufferingPolicy: .bufferingOldest(1))
        let started = SystemThread.detach {
            continuation.yield(next())
            continuation.finish()
            let second = next()
            _exit(128 + second)
        }
        guard started else {
            throw CommandFailure(.internalError, "the system gives no thread for signals")
        }
        return stream
    }

    private static func next() -> Int32 {
        var set = set
        var number: Int32 = 0
        while sigwait(&set, &number) != 0 {}
        return number
    }

    private static var set: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGINT)
        sigaddset(&set, SIGTERM)
        return set
    }
}
