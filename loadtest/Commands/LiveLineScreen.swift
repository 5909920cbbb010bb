import Synchronization

/// The live line, for callers on any thread.
final class LiveLineScreen: Sendable {
    private let line = Mutex(LiveLine())

    /// Shows where the run is.
    func show(_ progress: RunProgress) { line.withLock { $0.show(progress) } }

    /// Leaves the last line standing, and goes on below it.
    func finish() { line.withLock { $0.finish() } }
}
