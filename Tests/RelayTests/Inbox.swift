import Net

/// Collects what arrives on a loop, and lets a test wait for it.
actor Inbox<Item: Sendable> {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    private(set) var items: [Item] = []
    private var waiters: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []

    init(on loop: EventLoop) {
        self.loop = loop
    }

    /// Adds an item; from the loop's thread only.
    nonisolated func add(_ item: Item) {
        assumeIsolated { $0.append(item) }
    }

    /// Adds an item, from anywhere.
    func append(_ item: Item) {
        items.append(item)
        let ready = waiters.filter { $0.count <= items.count }
        waiters.removeAll { $0.count <= items.count }
        for waiter in ready { waiter.continuation.resume() }
    }

    /// The items, once there are at least `count`.
    func first(_ count: Int) async -> [Item] {
        await withCheckedContinuation { continuation in
            guard items.count < count else { return continuation.resume() }
            waiters.append((count, continuation))
        }
        return items
    }
}
