/// What only the loop's own thread touches.
final class LoopState {
    var watches = WatchTable()
    var timers = TimerWheel(now: .now)
    var sleepers: [ObjectIdentifier: Sleeper] = [:]
    /// Work that came from the loop's own thread, in order.
    var local: [Work] = []
    /// To be run once, at the end of this turn.
    var hooks: [() -> Void] = []
    /// The loop was asked to end, and does when nothing is left to run.
    var isStopping = false
    /// How long turns have lasted lately.
    var turns = RecentMaximum()
    /// The clock at the beginning of the turn.
    var now = MonotonicTime.now
    /// Where `EventLoop.read` puts bytes, so that an idle connection needs no buffer.
    var scratch = [UInt8](repeating: 0, count: 64 * 1024)
    /// Storage that is used again each turn.
    var spare: [Work] = []
    var due: [Timer] = []
}
