import Glibc

extension Socket {
    /// Begins to connect to the first address of `host`, without waiting.
    ///
    /// The socket becomes writable when the attempt has ended; `pendingError` then says how. A name
    /// is looked up here, which blocks: resolve it elsewhere and use `connect` where that matters.
    package static func connectTCP(
        host: String, port: UInt16
    ) throws(SocketError) -> FileDescriptor {
        guard let address = try SocketAddress.resolve(host, port: port).first else {
            throw .badAddress("\(host) has no address")
        }
        return try connect(to: address)
    }

    /// Connects to the listener at `path`.
    package static func connectUnix(path: String) throws(SocketError) -> FileDescriptor {
        guard let address = SocketAddress(path: path) else {
            throw .badAddress("a socket path has 1 to 107 bytes: \(path)")
        }
        return try connect(to: address)
    }

    /// Begins to connect, as `connectTCP` does.
    ///
    /// It connects from `source`, with any port, or from where the system picks; `receiveBuffer`
    /// bounds what the kernel keeps unread, in bytes, for a client that is to be slow.
    package static func connect(
        to address: SocketAddress, from source: SocketAddress? = nil, receiveBuffer: Int? = nil
    ) throws(SocketError) -> FileDescriptor {
        let descriptor = try open(for: address)
        if let receiveBuffer { setReceiveBuffer(descriptor.number, bytes: receiveBuffer) }
        if let source { try bind(descriptor.number, to: source) }
        let result = unsafe address.withPointer {
            unsafe Glibc.connect(descriptor.number, $0, $1)
        }
        guard result == 0 || errno == EINPROGRESS || errno == EINTR else {
            throw SocketError("connect to", address, .last)
        }
        if address.family != AF_UNIX { setNoDelay(descriptor.number) }
        return descriptor
    }

    private static func bind(
        _ descriptor: Int32, to source: SocketAddress
    ) throws(SocketError) {
        // The port is picked at `connect`: until then one port may serve many destinations.
        set(descriptor, Int32(IPPROTO_IP), bindAddressNoPort, 1)
        let result = unsafe source.withPointer { unsafe Glibc.bind(descriptor, $0, $1) }
        guard result == 0 else { throw SocketError("connect from", source, .last) }
    }

    /// IP_BIND_ADDRESS_NO_PORT of `linux/in.h`, which Glibc does not name.
    private static let bindAddressNoPort: Int32 = 24
}
