import Net

/// A worker on a loop of its own in this process.
struct WorkerThread: WorkerHome {
    private let work: Task<Void, Never>

    /// Starts a worker on its end of the socket to the coordinator.
    init(socket: Int32) throws {
        let loop: EventLoop
        do {
            loop = try EventLoop(name: "clients")
        } catch {
            FileDescriptor(owning: socket).close()
            throw error
        }
        loop.start()
        work = Task.detached {
            await Worker.work(on: socket, loop)
            loop.stop()
            loop.join()
        }
    }

    func end(on loop: EventLoop) async { await work.value }
}
