import Glibc

/// The few file operations that the state folder needs, each failing with the path in its error.
enum Files {
    /// Makes a folder and those above it; one that exists is left as it is.
    static func makeFolder(_ path: String, mode: mode_t = 0o755) throws(LocalServiceError) {
        if mkdir(path, mode) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, let parent = parent(of: path) else { throw failure(path) }
        try makeFolder(parent)
        guard mkdir(path, mode) == 0 || errno == EEXIST else { throw failure(path) }
    }

    /// Makes a folder that only its owner may enter, and gives it to the account.
    static func makePrivateFolder(
        _ path: String, for account: Account?
    ) throws(LocalServiceError) {
        try makeFolder(path, mode: 0o700)
        // Without this check somebody else's folder in /tmp, or a link, could be ours.
        var found = stat()
        guard lstat(path, &found) == 0 else { throw failure(path) }
        guard found.st_mode & S_IFMT == S_IFDIR else {
            throw .file(path: path, reason: "is not a folder")
        }
        guard chmod(path, 0o700) == 0 else { throw failure(path) }
        try give(path, to: account)
    }

    /// Changes the owner when there is an account to give it to.
    static func give(_ path: String, to account: Account?) throws(LocalServiceError) {
        guard let account else { return }
        guard lchown(path, account.user, account.group) == 0 else { throw failure(path) }
    }

    /// Writes a whole file through a temporary one, so that a reader never sees half of it.
    static func write(
        _ text: String, to path: String, for account: Account? = nil
    ) throws(LocalServiceError) {
        let draft = path + ".new"
        let file = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure(draft) }
        defer { close(file) }
        let bytes = Array(text.utf8)
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes {
                Glibc.write(file, $0.baseAddress, $0.count)
            }
            guard count >= 0 || errno == EINTR else { throw failure(draft) }
            written += max(count, 0)
        }
        try give(draft, to: account)
        guard rename(draft, path) == 0 else { throw failure(path) }
    }

    /// Reads a whole file of at most 64 KiB, or nothing when there is none.
    static func read(_ path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 64 * 1024)
        let count = Glibc.read(file, &bytes, bytes.count)
        return count < 0 ? nil : String(decoding: bytes[..<count], as: UTF8.self)
    }

    /// The entries of a folder without `.` and `..`; none when it does not exist.
    static func entries(of folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            // In place: a copy would read all 256 bytes, more than the entry has.
            let name = withUnsafeMutablePointer(to: &entry.pointee.d_name) { pointer in
                String(cString: UnsafeRawPointer(pointer).assumingMemoryBound(to: CChar.self))
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }

    /// Removes a file, a link or a folder with all it holds; nothing there is no error.
    static func remove(_ path: String) throws(LocalServiceError) {
        if unlink(path) == 0 || errno == ENOENT { return }
        guard errno == EISDIR || errno == EPERM else { throw failure(path) }
        for name in entries(of: path) { try remove(path + "/" + name) }
        guard rmdir(path) == 0 || errno == ENOENT else { throw failure(path) }
    }

    /// Points a link at a path, replacing what stood there.
    static func link(_ path: String, to target: String) throws(LocalServiceError) {
        guard path != target else { return }
        try remove(path)
        guard symlink(target, path) == 0 else { throw failure(path) }
    }

    /// Whether something exists at the path.
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// The error that errno tells of right now.
    static func failure(_ path: String) -> LocalServiceError {
        .file(path: path, reason: reason(errno))
    }

    /// What an errno means, in words.
    static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }

    private static func parent(of path: String) -> String? {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return nil }
        return String(path[..<slash])
    }
}
