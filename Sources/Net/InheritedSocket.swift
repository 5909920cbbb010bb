import CLinux
import Glibc

/// A listener that the program which started us has opened.
package enum InheritedSocket {
    /// Takes over a descriptor that must be a stream socket that listens.
    package static func listener(_ number: Int32) throws(SocketError) -> FileDescriptor {
        let name = "descriptor \(number)"
        guard option(number, SO_TYPE) == Int32(SOCK_STREAM.rawValue),
            option(number, SO_ACCEPTCONN) == 1
        else { throw .badAddress("\(name) is no stream socket that listens") }
        guard clinux_adopt(number) == 0 else { throw .failed("adopt \(name)", .last) }
        return FileDescriptor(owning: number)
    }

    private static func option(_ descriptor: Int32, _ name: Int32) -> Int32? {
        var value: Int32 = 0
        var size = socklen_t(4)
        let result = unsafe getsockopt(descriptor, SOL_SOCKET, name, &value, &size)
        return result == 0 ? value : nil
    }
}
