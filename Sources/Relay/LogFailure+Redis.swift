import Events

extension LogFailure {
    /// What a failure of the connection means for the log.
    init(_ failure: RedisFailure) {
        switch failure {
        case .refused(let error): self.init(error)
        case .unexpected: self = .refused(failure.description)
        case .disconnected, .timedOut, .overloaded, .closed: self = .unavailable
        }
    }

    /// What an error of the server means for the log.
    ///
    /// OOM, READONLY and MISCONF say that it takes no writes now. A server that is still loading
    /// is away.
    init(_ error: RedisError) {
        switch error.code {
        case "LOADING", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "BUSY": self = .unavailable
        case "ERR" where error.message.contains("equal or smaller than the target stream"):
            self = .notAboveEnd
        default: self = .refused(error.message)
        }
    }
}

extension Watermark {
    /// Says that entries come in for `epoch` now, and nothing of its head.
    static func announcement(of epoch: Epoch) -> Watermark {
        Watermark(epoch: epoch, head: 0, beat: 0)
    }

    /// No holder writes this beat.
    var isAnnouncement: Bool { beat == 0 }

    /// The value of the watermark's key.
    var text: String { "\(epoch) \(head) \(beat)" }

    /// Reads the value of the watermark's key.
    init?(text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3, let epoch = Epoch(parts[0]), let head = Int64(parts[1]),
            let beat = Int64(parts[2])
        else { return nil }
        self.init(epoch: epoch, head: head, beat: beat)
    }
}
