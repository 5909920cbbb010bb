import CLinux
import Glibc
import LocalServices

/// The signals that ask the program to end: SIGINT (Ctrl-C) and SIGTERM.
///
/// The first asks for a clean end. A second one means "at once": the process exits there and then,
/// and what it started ends by its parent-death signal.
enum StopSignals {
    /// Starts to listen, which is to be done once: the sequence gives the first signal and ends.
    ///
    /// A handler and a pipe, because a mask does not last: the main thread of a Swift program
    /// waits in libdispatch, which unblocks all signals there.
    static func listen() throws(CommandFailure) -> AsyncStream<Int32> {
        var descriptors: [Int32] = [-1, -1]
        guard pipe(&descriptors) == 0, clinux_catch_stop_signals(descriptors[1]) == 0 else {
            throw CommandFailure(.internalError, "signals: " + String(cString: strerror(errno)))
        }
        let reader = descriptors[0]
        let (stream, continuation) = AsyncStream.makeStream(
            of: Int32.self, bufferingPolicy: .bufferingOldest(1))
        let started = SystemThread.detach {
            var number: UInt8 = 0
            while read(reader, &number, 1) < 0 && errno == EINTR {}
            continuation.yield(Int32(number))
            continuation.finish()
        }
        guard started else {
            throw CommandFailure(.internalError, "the system gives no thread for signals")
        }
        return stream
    }
}
