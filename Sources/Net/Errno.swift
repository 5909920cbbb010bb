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

    /// Somebody else is bound to the address.
    package static let addressInUse = Errno(EADDRINUSE)
    /// The number is not an open descriptor.
    package static let badDescriptor = Errno(EBADF)
    /// The peer takes no more bytes.
    package static let brokenPipe = Errno(EPIPE)
    /// Nobody listens at the address.
    package static let connectionRefused = Errno(ECONNREFUSED)
    /// What came is not in the protocol.
    package static let protocolError = Errno(EPROTO)
    /// The peer did not answer in time.
    package static let timedOut = Errno(ETIMEDOUT)
    /// The process may open no more descriptors.
    package static let tooManyOpenFiles = Errno(EMFILE)
}
