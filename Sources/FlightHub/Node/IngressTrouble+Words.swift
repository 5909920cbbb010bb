import Events
import Relay

extension IngressTrouble {
    /// What an operator is told; `place` is where Redis is and holds no password.
    func words(at place: String) -> String {
        switch self {
        case .log(let failure): failure.words(at: place)
        case .sink(.unavailable): "PostgreSQL does not answer, or cannot write now"
        case .sink(.refused(let reason)), .sink(.refusesAll(let reason)): reason
        }
    }
}
