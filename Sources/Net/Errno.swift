import Glibc

/// An error number of the operating system.
package struct Errno: Error, Hashable, Sendable, CustomStringConvertible {
    /// The number, as in `errno(3)`.
    package let code: Int32

    /// The error with this number.
    package init(_ code: Int32) {
        self.code = code
    }

    /// The error of the call that has just failed on this thread.
    static var last: Errno { Errno(errno) }

    /// The system's sentence for it.
    package var description: String {
        var text = [CChar](repeating: 0, count: 128)
        guard unsafe strerror_r(code, &text, text.count) == 0 else { return "error \(code)" }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// The codes that callers tell apart.
    package static let addressInUse = Errno(EADDRINUSE)
    package static let badDescriptor = Errno(EBADF)
    package static let brokenPipe = Errno(EPIPE)
    package static let connectionRefused = Errno(ECONNREFUSED)
    package static let connectionReset = Errno(ECONNRESET)
    package static let noSuchFile = Errno(ENOENT)
    package static let timedOut = Errno(ETIMEDOUT)
    package static let tooManyOpenFiles = Errno(EMFILE)
}
