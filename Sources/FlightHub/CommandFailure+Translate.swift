import LocalServices
import Net

extension CommandFailure {
    /// Says an error of the layers below in one line, with the exit code that scripts see.
    init(of error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let error as LocalServiceError: self.init(.unavailable, error.description)
        case let error as SocketError: self.init(Self.code(of: error), error.description)
        case is CancellationError: self.init(.unavailable, "stopped before it was ready")
        default: self.init(.internalError, "\(error)")
        }
    }

    private static func code(of error: SocketError) -> Code {
        switch error {
        case .badAddress: .configuration
        case .addressInUse, .failed: .unavailable
        }
    }
}
