import CLinux
import Glibc

/// Calls on stream sockets: non-blocking, close-on-exec, without SIGPIPE.
package enum Socket {
    /// An open, unbound socket for addresses of the family of `address`.
    static func open(for address: SocketAddress) throws(SocketError) -> FileDescriptor {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let number = socket(address.family, kind, 0)
        guard number >= 0 else { throw SocketError("socket for", address, .last) }
        return FileDescriptor(owning: number)
    }

    /// A connected pair of unix sockets.
    package static func pair() throws(Errno) -> (first: Int32, second: Int32) {
        var numbers: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, kind, 0, &numbers) == 0 else { throw .last }
        return (numbers[0], numbers[1])
    }

    /// Sends every write at once; without effect on a unix socket.
    package static func setNoDelay(_ descriptor: Int32) {
        set(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
    }

    /// Makes `close` discard what is unsent and reset the connection.
    package static func setResetOnClose(_ descriptor: Int32) {
        var value = linger(l_onoff: 1, l_linger: 0)
        let size = socklen_t(MemoryLayout<linger>.size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &value, size)
    }

    /// Bounds what the kernel keeps unsent, in bytes; the kernel doubles it for its own use.
    package static func setSendBuffer(_ descriptor: Int32, bytes: Int) {
        set(descriptor, SOL_SOCKET, SO_SNDBUF, Int32(clamping: bytes))
    }

    /// Bounds what the kernel keeps unread, in bytes; to be set before the connection stands.
    package static func setReceiveBuffer(_ descriptor: Int32, bytes: Int) {
        set(descriptor, SOL_SOCKET, SO_RCVBUF, Int32(clamping: bytes))
    }

    /// Bounds what a TCP socket keeps that is not even sent yet, in bytes; those that a listener
    /// accepts inherit it.
    ///
    /// Unlike `setSendBuffer` it leaves what is in flight to congestion control.
    package static func setUnsentLimit(_ descriptor: Int32, bytes: Int) {
        set(descriptor, Int32(IPPROTO_TCP), TCP_NOTSENT_LOWAT, Int32(clamping: bytes))
    }

    /// Ends a TCP connection whose peer has acknowledged nothing of what was sent for so long;
    /// without effect on a unix socket.
    package static func setUnacknowledgedLimit(_ descriptor: Int32, after limit: Duration) {
        let milliseconds = limit.clampedNanoseconds / 1_000_000
        set(descriptor, Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, Int32(clamping: milliseconds))
    }

    @discardableResult
    static func set(
        _ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Int32
    ) -> Bool {
        var value = value
        return unsafe setsockopt(descriptor, level, option, &value, 4) == 0
    }

    /// Sends the end of the stream; reading goes on.
    package static func shutdownWrite(_ descriptor: Int32) {
        _ = shutdown(descriptor, Int32(SHUT_WR))
    }

    /// The address that the socket is bound to.
    package static func localAddress(_ descriptor: Int32) -> SocketAddress? {
        let taken = unsafe SocketAddress.taking { unsafe getsockname(descriptor, $0, $1) }
        return taken.result == 0 ? taken.address : nil
    }

    /// The port that the socket is bound to.
    package static func localPort(_ descriptor: Int32) -> UInt16? {
        localAddress(descriptor)?.port
    }

    /// The error that a connection attempt or an earlier send left; reading it clears it.
    package static func pendingError(_ descriptor: Int32) -> Errno? {
        var code: Int32 = 0
        var size = socklen_t(4)
        guard unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size) == 0 else {
            return .last
        }
        return code == 0 ? nil : Errno(code)
    }
}
