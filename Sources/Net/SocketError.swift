/// Why a socket could not be opened, bound or connected.
package enum SocketError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Another program listens there.
    case addressInUse(String)
    /// The host or path is no address.
    case badAddress(String)
    /// A system call failed.
    case failed(String, Errno)

    /// One line for the person who starts the program.
    package var description: String {
        switch self {
        case .addressInUse(let address): "\(address) is taken by another program"
        case .badAddress(let reason): "no such address: \(reason)"
        case .failed(let operation, let errno): "\(operation): \(errno)"
        }
    }

    init(_ operation: String, _ address: SocketAddress, _ errno: Errno) {
        self =
            errno == .addressInUse
            ? .addressInUse("\(address)") : .failed("\(operation) \(address)", errno)
    }
}
