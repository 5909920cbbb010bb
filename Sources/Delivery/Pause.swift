import Net

/// A wait on a loop that ends when its time is up, or earlier when somebody wakes it.
///
/// A wake-up that finds nobody waiting is kept for the next wait, so none is lost.
actor Pause {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    private var waiter: CheckedContinuation<Void, Never>?
    private var timer: Net.Timer?
    private var isWoken = false

    init(on loop: EventLoop) {
        self.loop = loop
    }

    /// Waits for `wake` or `duration`, whichever comes first.
    ///
    /// One waiter at a time.
    func wait(_ duration: Duration) async {
        await withCheckedContinuation { continuation in
            guard !isWoken else { return continuation.resume() }
            waiter = continuation
            timer = loop.after(duration) { [self] in
                assumeIsolated { $0.resume() }
            }
        }
        isWoken = false
    }

    /// Ends the wait, or the next one.
    func wake() {
        isWoken = true
        resume()
    }

    private func resume() {
        guard let waiter else { return }
        self.waiter = nil
        if let timer { loop.cancel(timer) }
        timer = nil
        waiter.resume()
    }
}
