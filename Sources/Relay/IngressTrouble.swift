package import Events

/// Why nothing is taken from the ingress at present.
package enum IngressTrouble: Error, Equatable, Sendable {
    /// Redis does not answer or refuses, or knows a newer history.
    case log(LogFailure)
    /// The sink is away, or takes nothing.
    case sink(IngressFailure)

    /// What a failure of the connection means.
    init(_ failure: RedisFailure) {
        self = .log(LogFailure(failure))
    }

    /// What programs look at: one of five.
    package var code: String {
        switch self {
        case .log(.unavailable): "redis_unavailable"
        case .log(.refused), .log(.notAboveEnd): "redis_refused"
        case .log(.superseded): "database_replaced"
        case .sink(.unavailable): "database_unavailable"
        case .sink(.refused), .sink(.refusesAll): "database_refused"
        }
    }
}
