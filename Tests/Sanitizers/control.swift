import Glibc
import Synchronization

// Two threads that add to one number, with a lock and without: the thread sanitizer has to report
// the second and must not report the first. `.make/sanitizers` asks before it believes any result.

private let guarded = Mutex(0)
private nonisolated(unsafe) var bare = 0

private func addGuarded(_: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    for _ in 0..<10_000 { guarded.withLock { $0 += 1 } }
    return nil
}

private func addBare(_: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    for _ in 0..<10_000 { bare += 1 }
    return nil
}

@main enum Control {
    static func main() {
        let isBare = CommandLine.arguments.contains("bare")
        let work: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? =
            isBare ? { addBare($0) } : { addGuarded($0) }
        var threads = (pthread_t(), pthread_t())
        pthread_create(&threads.0, nil, work, nil)
        pthread_create(&threads.1, nil, work, nil)
        pthread_join(threads.0, nil)
        pthread_join(threads.1, nil)
    }
}
