/// Whether a node can serve, and why not.
package struct Readiness: Sendable, Equatable {
    /// One thing that keeps a node from serving.
    package struct Reason: Sendable, Equatable {
        /// What programs look at: `database_unavailable`, `database_replaced`, `redis_unavailable`,
        /// `ingress_unavailable`, `stale`, `listener_failed`, `draining`.
        package let code: String
        /// The same for people.
        package let message: String

        /// A reason.
        package init(code: String, message: String) {
            self.code = code
            self.message = message
        }
    }

    /// The name of the node.
    package let node: String
    /// The program's version.
    package let version: String
    /// What is in the way; the node is ready when there is nothing.
    package let reasons: [Reason]

    /// The state of `node`.
    package init(node: String, version: String, reasons: [Reason]) {
        self.node = node
        self.version = version
        self.reasons = reasons
    }
}

/// Knows whether this node can serve; answers at once, from what it has seen already.
package protocol ReadinessSource: Sendable {
    /// The state now.
    func readiness() async -> Readiness

    /// Whether the database is one that was replaced: what it says is undone, and what is written to it
    /// is lost.
    var isDatabaseReplaced: Bool { get }
}
