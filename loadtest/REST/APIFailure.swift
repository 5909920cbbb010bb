import LiveClient

/// Why a call to the hub did not do what it should.
enum APIFailure: Error, CustomStringConvertible {
    case transport(String, RESTError)
    case status(String, Int, code: String)
    case unexpected(String)

    var description: String {
        switch self {
        case .transport(let call, let error): "\(call): \(error)"
        case .status(let call, let status, let code): "\(call): \(status) \(code)"
        case .unexpected(let call): "\(call): the answer lacks what is needed"
        }
    }
}

extension APIFailure {
    /// Whether the change that was asked for may have been made all the same.
    var leavesDoubt: Bool {
        switch self {
        case .transport(_, .unreachable), .transport(_, .tooMany): false
        case .transport, .unexpected: true
        case .status(_, let status, _): status >= 500
        }
    }

    /// Whether another agent was faster.
    var isCollision: Bool {
        if case .status(_, 409, "SEAT_TAKEN") = self { true } else { false }
    }
}
