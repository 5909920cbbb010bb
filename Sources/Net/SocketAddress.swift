import Glibc

/// Where a socket is bound or connected: an IPv4 or IPv6 address with a port, or a path.
package struct SocketAddress: Sendable, Hashable, CustomStringConvertible {
    /// The bytes of a `sockaddr_…`, as the kernel takes them.
    private let bytes: [UInt8]

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The address `host`, which must be numeric, with `port`; nil when it is not an address.
    package init?(numeric host: String, port: UInt16) {
        guard
            let first = try? Self.lookUp(host, port, flags: AI_NUMERICHOST | AI_PASSIVE).first
        else { return nil }
        self = first
    }

    /// The unix socket at `path`; nil when it is empty or does not fit into 107 bytes.
    package init?(path: String) {
        let name = Array(path.utf8)
        guard (1...107).contains(name.count), !name.contains(0) else { return nil }
        let family = UInt16(AF_UNIX)
        bytes = [UInt8(truncatingIfNeeded: family), UInt8(family >> 8)] + name + [0]
    }

    /// The unix socket at `path`, or the one with the abstract name that follows an `@`.
    init?(datagramPath path: String) {
        guard path.hasPrefix("@") else {
            self.init(path: path)
            return
        }
        let name = Array(path.utf8.dropFirst())
        guard (1...107).contains(name.count) else { return nil }
        let family = UInt16(AF_UNIX)
        // No final zero: every byte of an abstract name counts (unix(7)).
        self.init(bytes: [UInt8(truncatingIfNeeded: family), UInt8(family >> 8), 0] + name)
    }

    /// All addresses of `host`, which may be a name, in the order in which to try them.
    ///
    /// Blocks while the name is looked up; numeric addresses are not.
    package static func resolve(
        _ host: String, port: UInt16
    ) throws(SocketError) -> [SocketAddress] {
        try lookUp(host, port, flags: 0)
    }

    private static func lookUp(
        _ host: String, _ port: UInt16, flags: Int32
    ) throws(SocketError) -> [SocketAddress] {
        var hints = unsafe addrinfo()
        unsafe hints.ai_family = AF_UNSPEC
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        unsafe hints.ai_flags = flags | AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(host, String(port), &hints, &list)
        guard code == 0 else {
            throw .badAddress("\(host): \(unsafe String(cString: gai_strerror(code)))")
        }
        defer { unsafe freeaddrinfo(list) }
        var addresses: [SocketAddress] = []
        var next = unsafe list
        while let entry = unsafe next {
            let raw = unsafe UnsafeRawBufferPointer(
                start: entry.pointee.ai_addr, count: Int(entry.pointee.ai_addrlen))
            unsafe addresses.append(SocketAddress(bytes: Array(raw)))
            unsafe next = entry.pointee.ai_next
        }
        return addresses
    }

    /// `AF_INET`, `AF_INET6` or `AF_UNIX`.
    var family: Int32 {
        bytes.count < 2 ? AF_UNSPEC : Int32(UInt16(bytes[0]) | UInt16(bytes[1]) << 8)
    }

    /// The port; nil for a unix socket.
    package var port: UInt16? {
        guard family == AF_INET || family == AF_INET6, bytes.count >= 4 else { return nil }
        return UInt16(bytes[2]) << 8 | UInt16(bytes[3])
    }

    /// The address without the port, in its usual notation; the path of a unix socket.
    ///
    /// An IPv4 address that came in through an IPv6 socket is written as the IPv4 address.
    package var host: String {
        switch family {
        case AF_INET where bytes.count >= 8:
            return Self.dotted(bytes[4..<8])
        case AF_INET6 where bytes.count >= 24:
            if bytes[8..<18].allSatisfy({ $0 == 0 }), bytes[18] == 0xFF, bytes[19] == 0xFF {
                return Self.dotted(bytes[20..<24])
            }
            var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
            let address = Array(bytes[8..<24])
            guard unsafe inet_ntop(AF_INET6, address, &text, socklen_t(text.count)) != nil else {
                return "?"
            }
            return String(
                decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        default:
            return String(decoding: bytes.dropFirst(2).prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    /// Four numbers with dots between, which needs no memory of its own.
    private static func dotted(_ numbers: ArraySlice<UInt8>) -> String {
        unsafe String(unsafeUninitializedCapacity: 15) { text in
            var count = 0
            func append(_ byte: UInt8) {
                unsafe text[count] = byte
                count += 1
            }
            for number in numbers {
                if count > 0 { append(UInt8(ascii: ".")) }
                if number >= 100 { append(UInt8(ascii: "0") + number / 100) }
                if number >= 10 { append(UInt8(ascii: "0") + number / 10 % 10) }
                append(UInt8(ascii: "0") + number % 10)
            }
            return count
        }
    }

    package var description: String {
        guard let port else { return "unix:\(host)" }
        return family == AF_INET6 && host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    func withPointer<R>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> R) -> R? {
        unsafe bytes.withUnsafeBytes { raw in
            guard let base = raw.baseAddress else { return nil }
            return unsafe body(
                base.assumingMemoryBound(to: sockaddr.self), socklen_t(raw.count))
        }
    }

    /// The address that `fill` writes into the storage and length it is given; nil if it fails.
    static func taking(
        _ fill: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
    ) -> (result: Int32, address: SocketAddress) {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return unsafe withUnsafeMutableBytes(of: &storage) { raw in
            guard let base = raw.baseAddress else { return (-1, SocketAddress(bytes: [])) }
            let result = unsafe fill(base.assumingMemoryBound(to: sockaddr.self), &length)
            let count = result < 0 ? 0 : Int(length)
            return unsafe (result, SocketAddress(bytes: Array(raw.prefix(count))))
        }
    }
}
