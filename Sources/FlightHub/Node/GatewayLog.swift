import Gateway
import Logging
import Net
import Synchronization

/// Log lines about peers: a few each second, and the number of those left out, so that nobody fills
/// the disk by misbehaving.
final class GatewayLog: Sendable {
    private struct State {
        var second: UInt64 = 0
        var written = 0
        var omitted = 0
    }

    /// Enough to see what goes on.
    private static let linesPerSecond = 10

    private let logger = Logger(label: "gateway")
    private let state = Mutex(State())

    /// Writes a line, unless there were many in this second; from any thread.
    func write(_ notice: GatewayNotice) {
        let second = MonotonicTime.now.nanoseconds / 1_000_000_000
        let (isWritten, omitted) = state.withLock { state in
            var omitted = 0
            if state.second != second {
                omitted = state.omitted
                state = State(second: second)
            }
            state.written += 1
            if state.written > Self.linesPerSecond { state.omitted += 1 }
            return (state.written <= Self.linesPerSecond, omitted)
        }
        if omitted > 0 { logger.info("\(omitted) more lines about peers were left out") }
        if isWritten { logger.info("\(notice)") }
    }
}
