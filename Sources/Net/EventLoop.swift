import CLinux
import Glibc
import Synchronization

/// A thread that waits for descriptors and timers and runs jobs: an executor for actors and tasks.
///
/// A turn is: wait, handlers of ready descriptors, timers that are due, all jobs, then the
/// end-of-turn callbacks. What is marked *(loop)* must be called on the loop's thread, and traps
/// elsewhere. Nothing that runs on a loop may block.
package final class EventLoop: SerialExecutor, TaskExecutor, Sendable {
    /// The thread's name; the system keeps its first 15 bytes.
    package let name: String

    let epoll: FileDescriptor
    private let wakeup: FileDescriptor
    let mailbox = Mailbox()
    /// The longest turn of the last minute or two, in nanoseconds.
    let longestTurn = Atomic<UInt64>(0)
    /// When the turn began that goes on now; 0 while the loop waits.
    let turnBegan = Atomic<UInt64>(0)
    private let thread = Mutex<pthread_t?>(nil)

    // Not Sendable, yet safe: after `init` it is read in `confined` alone, which traps on every
    // thread but the loop's own, and there is one such thread in the life of a loop (`start`).
    // When the loop is released that thread has ended, since it holds a reference.
    private nonisolated(unsafe) let state = LoopState()

    /// A loop that runs once it is started.
    package init(name: String) throws(Errno) {
        self.name = name
        epoll = try EventLoop.descriptor(epoll_create1(Int32(EPOLL_CLOEXEC)))
        wakeup = try EventLoop.descriptor(
            eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK)))
        // Edge-triggered: each write is reported once, and the counter need never be read.
        var event = unsafe epoll_event(
            events: EPOLLIN.rawValue | EPOLLET.rawValue, data: epoll_data_t(u64: Self.wakeupToken))
        guard unsafe epoll_ctl(epoll.number, EPOLL_CTL_ADD, wakeup.number, &event) == 0 else {
            throw .last
        }
    }

    deinit {
        // Nobody can join it any more, and the system would keep its stack for who might.
        thread.withLock { thread in
            if let thread { pthread_detach(thread) }
        }
    }

    private static func descriptor(_ number: Int32) throws(Errno) -> FileDescriptor {
        guard number >= 0 else { throw .last }
        return FileDescriptor(owning: number)
    }

    static let wakeupToken = UInt64.max

    /// Spawns the thread; to be called once.
    package func start() {
        thread.withLock { thread in
            precondition(thread == nil, "a loop is started once")
            var id = pthread_t()
            let argument = unsafe Unmanaged.passRetained(self).toOpaque()
            let code = unsafe pthread_create(&id, nil, loopThread, argument)
            precondition(code == 0, "no thread for loop \(name): \(Errno(code))")
            thread = id
        }
    }

    /// Lets the loop end when its queue is empty; pending sleeps end as if cancelled.
    ///
    /// From any thread. Timers that are not due then never fire, and jobs that come after the end
    /// never run: end the actors and tasks of a loop before it.
    package func stop() {
        if mailbox.stop() { wake() }
    }

    /// Blocks until the thread has ended; from any thread but the loop's own.
    package func join() {
        precondition(!isCurrent, "loop \(name) cannot wait for itself")
        thread.withLock { thread in
            guard let id = thread else { return }
            pthread_join(id, nil)
            thread = nil
        }
    }

    /// Whether the caller runs on this loop's thread.
    package var isCurrent: Bool {
        unsafe clinux_current() == Unmanaged.passUnretained(self).toOpaque()
    }

    /// The loop whose thread the caller runs on.
    package static var current: EventLoop? {
        guard let pointer = unsafe clinux_current() else { return nil }
        return unsafe Unmanaged<EventLoop>.fromOpaque(pointer).takeUnretainedValue()
    }

    /// The state, for code on the loop's thread.
    var confined: LoopState {
        precondition(isCurrent, "to be called on the thread of loop \(name)")
        return unsafe state
    }

    /// Runs `job` on the loop, after all that this thread has given it before; from any thread.
    ///
    /// Returns false, and drops the job, when the loop has ended.
    @discardableResult
    package func execute(_ job: @escaping @Sendable () -> Void) -> Bool {
        add(.closure(job))
    }

    /// Called by the language's runtime.
    ///
    /// A task that has no preference for the loop comes here again before the body of
    /// `withCheckedContinuation`, also in an actor of the loop: what decides whether it waits has to
    /// be looked at in the body, or it waits for what has happened in between.
    package func enqueue(_ job: consuming ExecutorJob) {
        _ = add(.job(UnownedJob(job)))
    }

    /// Called by the language's runtime: traps off the loop.
    package func checkIsolated() {
        precondition(isCurrent, "to be called on the thread of loop \(name)")
    }

    /// Called by the language's runtime.
    package func isIsolatingCurrentContext() -> Bool? {
        isCurrent
    }

    private func add(_ work: Work) -> Bool {
        guard !isCurrent else {
            confined.local.append(work)
            return true
        }
        switch mailbox.add(work) {
        case .nothing: break
        case .wake: wake()
        case .ended: return false
        }
        return true
    }

    private func wake() {
        var one: UInt64 = 1
        unsafe write(wakeup.number, &one, 8)
    }
}

private func loopThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument = unsafe argument else { return nil }
    let loop = unsafe Unmanaged<EventLoop>.fromOpaque(argument).takeRetainedValue()
    unsafe clinux_set_current(argument)
    let name = String(decoding: loop.name.utf8.prefix(15), as: UTF8.self)
    unsafe name.withCString { unsafe clinux_enter_thread($0) }
    loop.run()
    clinux_set_current(nil)
    return nil
}
