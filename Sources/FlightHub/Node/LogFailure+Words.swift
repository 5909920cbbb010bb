import Events

extension LogFailure {
    /// What an operator is told: who refuses what, or does not answer; `place` holds no password.
    func words(at place: String) -> String {
        switch self {
        case .unavailable: "Redis at \(place) does not answer, or is still loading"
        case .refused(let reason): "Redis at \(place) refuses: \(reason)"
        case .notAboveEnd:
            "Redis at \(place) holds events that this node has not written: looking at it again"
        case .superseded(let newer):
            "Redis at \(place) follows a newer history, \(newer.epoch)"
        }
    }
}
