import Glibc

/// The file of a unix socket that this program listens on.
package struct SocketFile: Sendable {
    private let path: String
    private let device: UInt
    private let inode: UInt

    /// Takes away the file that a listener which is gone has left at `path`.
    ///
    /// Throws when anybody listens there, and when it is another kind of file. Two programs that
    /// start at the same moment may both get here; the second one then fails to bind, or finds
    /// itself without a file: start one after the other.
    package static func removeStale(at path: String) throws(SocketError) {
        guard let address = SocketAddress(path: path) else {
            throw .badAddress("a socket path has 1 to 107 bytes: \(path)")
        }
        guard let status = Self.status(of: path) else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw .badAddress("\(path) is there and is no socket")
        }
        do {
            _ = try Socket.connect(to: address)
        } catch .failed(_, .connectionRefused) {
            guard unsafe unlink(path) == 0 || errno == ENOENT else {
                throw SocketError("remove", address, .last)
            }
            return
        } catch {
            throw error
        }
        throw .addressInUse("\(address)")
    }

    /// The file at `path` as it is now; nil when there is none.
    package init?(at path: String) {
        guard let status = Self.status(of: path) else { return nil }
        self.path = path
        device = status.st_dev
        inode = status.st_ino
    }

    /// Removes the file, unless another program has put its own there since.
    package func remove() {
        guard let status = Self.status(of: path), status.st_dev == device, status.st_ino == inode
        else { return }
        unsafe unlink(path)
    }

    private static func status(of path: String) -> stat? {
        var status = stat()
        return unsafe lstat(path, &status) == 0 ? status : nil
    }
}
