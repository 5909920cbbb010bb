import Glibc

/// The right to run the servers of a state folder; held until it goes out of scope.
///
/// It is a `flock` on a file in the folder: the kernel gives it up when the process ends, so that
/// it cannot be stale.
package struct StateLock: ~Copyable, Sendable {
    private let file: Int32

    /// Takes the folder, or fails at once when another process has it.
    package init(_ folder: StateFolder) throws(LocalServiceError) {
        try folder.make()
        let path = folder.path + "/lock"
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Files.failure(path) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            throw .inUse(folder: folder.path)
        }
        self.file = file
    }

    deinit {
        // Not left to `close`: a child that is just being forked holds the file for a moment.
        flock(file, LOCK_UN)
        close(file)
    }
}
