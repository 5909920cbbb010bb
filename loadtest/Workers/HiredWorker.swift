import Net

/// A worker as the coordinator has it: where it runs, and the socket to it. *(loop)*
///
/// The worker ends by itself when the socket does, so none outlives its coordinator.
final class HiredWorker {
    private let home: any WorkerHome
    private let loop: EventLoop
    private var link: LineLink<WorkerOrder, WorkerWord>?

    /// Starts a worker.
    init(
        _ place: WorkerPlace, on loop: EventLoop, heard: @escaping (WorkerWord) -> Void,
        ended: @escaping () -> Void
    ) throws {
        self.loop = loop
        let (ours, theirs) = try Socket.pair()
        do {
            home =
                switch place {
                case .process: try WorkerProcess(socket: theirs)
                case .thread: try WorkerThread(socket: theirs)
                }
        } catch {
            FileDescriptor(owning: ours).close()
            throw error
        }
        link = LineLink(ours, on: loop, heard: heard, ended: ended)
    }

    /// Tells the worker what to do.
    func send(_ order: WorkerOrder) { link?.send(order) }

    /// Ends the worker, and waits until it is gone.
    func stop() async {
        guard let link else { return }
        link.send(.stop)
        link.close()
        self.link = nil
        await home.end(on: loop)
    }
}

/// Where the workers of a run live.
enum WorkerPlace: Sendable {
    /// Each in a process of its own.
    case process
    /// Each on a loop of its own in this process, for tests.
    case thread
}

/// What a worker lives in.
///
/// It is made with the worker's end of the socket, which belongs to it from then on, also when it
/// cannot be made.
protocol WorkerHome {
    /// Waits until the worker, whose socket has ended, is gone.
    func end(on loop: EventLoop) async
}
