import Gateway

/// The line that `dev` keeps at the bottom of its terminal.
enum StatusText {
    /// What happened between two reports, and what is so now; what matters most comes first, since
    /// a narrow terminal shows no more than that.
    static func line(
        from old: GatewayReport, to new: GatewayReport, in seconds: Double, isFresh: Bool
    ) -> String {
        func rate(_ path: KeyPath<GatewayCounters, Int>) -> Int {
            let count = new.counters[keyPath: path] - old.counters[keyPath: path]
            return seconds > 0 ? Int((Double(count) / seconds).rounded()) : 0
        }
        let parts = [
            isFresh ? "fresh" : "STALE", "\(new.webSockets) WebSockets",
            "\(new.subscriptions) topics", "\(rate(\.messagesSent)) messages/s",
            "\(new.blockedConnections) slow", "\(bytes(new.queuedBytes)) queued",
            "\(bytes(rate(\.bytesWritten)))/s out", "\(new.connections) connections",
        ]
        return parts.joined(separator: ", ")
    }

    /// Three digits or so, in a unit that fits.
    private static func bytes(_ count: Int) -> String {
        switch count {
        case ..<10_000: "\(count) B"
        case ..<(10_000 << 10): "\(count >> 10) KiB"
        default: "\(count >> 20) MiB"
        }
    }
}
