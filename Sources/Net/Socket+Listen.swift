import CLinux
import Glibc

extension Socket {
    /// Fails when anything listens on `host`:`port`; returns the port, a free one for port 0.
    ///
    /// Listeners with `reusePort` share a port with any other of the same user. So a program binds
    /// once without it before its loops listen, or a second one would silently take half of the
    /// connections.
    package static func probeTCP(
        host: String, port: UInt16, isDualStack: Bool = true
    ) throws(SocketError) -> UInt16 {
        let probe = try listenTCP(
            host: host, port: port, reusePort: false, isDualStack: isDualStack)
        return localPort(probe.number) ?? port
    }

    /// Whether `::` among these hosts is for IPv4 as well: an IPv4 address beside it has the listener
    /// of its own that it was given.
    package static func isDualStack(_ hosts: [String]) -> Bool {
        hosts.allSatisfy { $0.contains(":") }
    }

    /// A listener on a numeric `host`, or on all addresses of a family: `0.0.0.0` or `::`.
    ///
    /// With `isDualStack`, `::` is for IPv4 as well, whatever the system's default is.
    package static func listenTCP(
        host: String, port: UInt16, reusePort: Bool, isDualStack: Bool = true,
        backlog: Int32 = 4096
    ) throws(SocketError) -> FileDescriptor {
        let name = host == "localhost" ? "127.0.0.1" : host
        guard let address = SocketAddress(numeric: name, port: port) else {
            throw .badAddress("\(host) is not an IPv4 or IPv6 address")
        }
        let listener = try open(for: address)
        set(listener.number, SOL_SOCKET, SO_REUSEADDR, 1)
        if reusePort { set(listener.number, SOL_SOCKET, SO_REUSEPORT, 1) }
        if address.family == AF_INET6 {
            set(listener.number, Int32(IPPROTO_IPV6), IPV6_V6ONLY, isDualStack ? 0 : 1)
        }
        try listen(listener.number, address, backlog)
        return listener
    }

    /// A listener on a new socket file at `path`, which must not exist.
    ///
    /// The file never has more rights than `mode`, not even for a moment.
    package static func listenUnix(
        path: String, mode: UInt32 = 0o600, backlog: Int32 = 4096
    ) throws(SocketError) -> FileDescriptor {
        guard let address = SocketAddress(path: path) else {
            throw .badAddress("a socket path has 1 to 107 bytes: \(path)")
        }
        let listener = try open(for: address)
        // Linux gives the file the mode of the socket, less the umask; then it gets what that took.
        guard fchmod(listener.number, mode) == 0 else {
            throw SocketError("change the mode of", address, .last)
        }
        try listen(listener.number, address, backlog)
        guard unsafe chmod(path, mode) == 0 else {
            throw SocketError("change the mode of", address, .last)
        }
        return listener
    }

    /// Another descriptor for the same listener, so that another loop can accept on it too.
    package static func duplicate(_ descriptor: Int32) throws(Errno) -> FileDescriptor {
        let number = clinux_duplicate(descriptor)
        guard number >= 0 else { throw .last }
        return FileDescriptor(owning: number)
    }

    private static func listen(
        _ descriptor: Int32, _ address: SocketAddress, _ backlog: Int32
    ) throws(SocketError) {
        guard unsafe address.withPointer({ unsafe bind(descriptor, $0, $1) }) == 0,
            Glibc.listen(descriptor, backlog) == 0
        else { throw SocketError("listen on", address, .last) }
    }

    /// What a listener had to offer.
    package enum Accepted: Sendable {
        /// A connection, non-blocking and close-on-exec, which the caller owns.
        case connection(Int32, peer: SocketAddress)
        /// Nobody waits.
        case wouldBlock
        /// The process or the system is out of descriptors or memory. The connection still waits,
        /// so the listener stays ready: stop watching it for a while.
        case exhausted(Errno)
        /// The listener is of no more use.
        case failed(Errno)
    }

    /// Takes one waiting connection; those that their peer has already given up are passed over.
    package static func accept(_ listener: Int32) -> Accepted {
        while true {
            let taken = unsafe SocketAddress.taking { unsafe clinux_accept(listener, $0, $1) }
            if taken.result >= 0 { return .connection(taken.result, peer: taken.address) }
            switch errno {
            case EAGAIN: return .wouldBlock
            case EMFILE, ENFILE, ENOBUFS, ENOMEM: return .exhausted(.last)
            case EBADF, EINVAL, ENOTSOCK, EOPNOTSUPP, EFAULT: return .failed(.last)
            default: continue  // accept(2): pending network errors of the new socket, EINTR
            }
        }
    }
}
