import Glibc

extension Socket {
    /// Sends one datagram to the unix socket at `path`, without waiting; `@` begins an abstract name.
    package static func sendDatagram(
        _ bytes: [UInt8], toUnix path: String
    ) throws(SocketError) {
        guard let address = SocketAddress(datagramPath: path) else {
            throw .badAddress("a socket path has 1 to 107 bytes: \(path)")
        }
        let kind = Int32(SOCK_DGRAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let number = socket(AF_UNIX, kind, 0)
        guard number >= 0 else { throw SocketError("socket for", address, .last) }
        let descriptor = FileDescriptor(owning: number)
        let sent = unsafe address.withPointer { pointer, length in
            unsafe sendto(
                descriptor.number, bytes, bytes.count, Int32(MSG_NOSIGNAL), pointer, length)
        }
        guard sent == bytes.count else { throw SocketError("send to", address, .last) }
    }
}
