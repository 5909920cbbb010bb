import Net
import Synchronization

/// Counts the TLS handshakes of a gateway; from any thread.
package final class TLSCounts: Sendable {
    /// What was counted so far.
    package struct Totals: Sendable, Equatable {
        /// Handshakes that succeeded.
        package var handshakes: [Kind: Int] = [:]
        /// Those that did not, and sessions that broke, by the label of the failure.
        package var failures: [String: Int] = [:]
        /// Those that had to wait, since as many others were under way as may be.
        package var delayed = 0

        /// Nothing was counted.
        package init() {}
    }

    /// What tells handshakes apart.
    package struct Kind: Hashable, Sendable {
        /// `TLSv1.3` or `TLSv1.2`.
        package let version: String
        /// Whether a ticket took the place of a full handshake.
        package let isResumed: Bool

        /// Handshakes of this version.
        package init(version: String, isResumed: Bool) {
            self.version = version
            self.isResumed = isResumed
        }
    }

    private let state = Mutex(Totals())

    /// Nothing was counted yet.
    package init() {}

    /// What was counted so far.
    package var totals: Totals { state.withLock { $0 } }

    func succeeded(_ facts: TLSSession.Facts) {
        let kind = Kind(version: facts.version, isResumed: facts.isResumed)
        state.withLock { $0.handshakes[kind, default: 0] += 1 }
    }

    func delayed() { state.withLock { $0.delayed += 1 } }

    func failed(_ label: String) {
        state.withLock { $0.failures[label, default: 0] += 1 }
    }
}
