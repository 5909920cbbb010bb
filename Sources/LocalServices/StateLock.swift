import Glibc

/// The right to run the servers of a state folder; held until it goes out of scope.
///
/// It is a `flock` on a file in the folder: the kernel gives it up when the process ends, so that
/// it cannot be stale.
package struct StateLock: ~Copyable, Sendable {
    /// The lock's file, which also marks a folder as ours.
    private static let name = "flighthub.lock"
    private let file: Int32
    /// Whether nobody has held the folder before: what data there is belongs to an older one.
    package let isFirst: Bool

    /// Takes the folder, making it when there is none; fails at once when another process has it.
    ///
    /// A folder that holds other things and was never ours is refused: what we call `data` there
    /// could be somebody's.
    package init(_ folder: StateFolder) throws(LocalServiceError) {
        let path = folder.path + "/" + Self.name
        let isFirst = !Files.exists(path)
        if isFirst, !Files.entries(of: folder.path).isEmpty {
            throw .file(
                path: folder.path, reason: "holds other things and is not a state folder")
        }
        try Files.makeFolder(folder.path, mode: 0o700)
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Files.failure(path) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            throw .inUse(folder: folder.path)
        }
        self.file = file
        self.isFirst = isFirst
    }

    /// Whether a process holds the folder right now.
    package static func isHeld(_ folder: StateFolder) -> Bool {
        let file = open(folder.path + "/" + name, O_RDWR | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        guard flock(file, LOCK_SH | LOCK_NB) == 0 else { return true }
        flock(file, LOCK_UN)
        return false
    }

    deinit {
        // Not left to `close`: a child that is just being forked holds the file for a moment.
        flock(file, LOCK_UN)
        close(file)
    }
}
