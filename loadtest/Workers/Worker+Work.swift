import Net

extension Worker {
    /// Works as the coordinator at the other end of `socket` orders, until it says that it is over.
    static func work(on socket: Int32, _ loop: EventLoop) async {
        await withCheckedContinuation { continuation in
            loop.execute {
                // Kept alive by the link's and its own callbacks until it is finished.
                let worker = Held<Worker>()
                worker.value = Worker(socket, on: loop) {
                    worker.value = nil
                    continuation.resume()
                }
            }
        }
    }
}

/// Holds a value until somebody lets go of it.
private final class Held<Value> {
    var value: Value?
}
