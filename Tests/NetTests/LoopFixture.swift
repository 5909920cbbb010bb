import Net

/// Runs `body` with a started loop, which has ended when this returns.
func withLoop<R: Sendable>(
    _ body: @Sendable (EventLoop) async throws -> R
) async throws -> R {
    let loop = try EventLoop(name: "test")
    loop.start()
    defer {
        loop.stop()
        loop.join()
    }
    return try await body(loop)
}

extension EventLoop {
    /// Runs `body` on the loop's thread and returns what it returns.
    func run<R: Sendable>(_ body: @escaping @Sendable () -> R) async -> R {
        await withCheckedContinuation { continuation in
            execute { continuation.resume(returning: body()) }
        }
    }
}

extension EventLoop {
    /// Waits until a turn has ended; two jobs in a row may well share one.
    func endOfTurn() async {
        await withCheckedContinuation { continuation in
            execute { self.atEndOfTurn { self.execute { continuation.resume() } } }
        }
    }
}

/// An actor that lives on a loop.
actor Resident {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
    var log: [String] = []

    init(on loop: EventLoop) {
        self.loop = loop
    }

    /// Appends to the log; from the loop's thread only.
    nonisolated func note(_ text: String) {
        assumeIsolated { $0.log.append("\(text) \(loop.isCurrent)") }
    }

    var isOnLoop: Bool { loop.isCurrent }
}
