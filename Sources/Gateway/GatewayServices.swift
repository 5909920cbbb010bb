package import Events
package import Hub
package import Wire

/// What the connections of one loop call; the answers come back to that loop.
package struct GatewayServices: Sendable {
    /// Answers everything that is not a WebSocket.
    package var handler: any HTTPHandler
    /// Says who a token or a ticket speaks for.
    package var credentials: any CredentialResolver
    /// Answers the questions of right that only stored state can answer.
    package var rights: any SubscriptionRights
    /// The committed events.
    package var history: any EventHistory
    /// The states behind topics.
    package var snapshots: any SnapshotSource
    /// Takes what there is to tell of a peer; called on the loop, and must not block.
    package var report: @Sendable (GatewayNotice) -> Void
    /// Counts TLS handshakes.
    package var tlsCounts: TLSCounts
    /// The wall clock.
    package var clock: @Sendable () -> Timestamp

    /// Services with these parts.
    package init(
        handler: any HTTPHandler, credentials: any CredentialResolver,
        rights: any SubscriptionRights, history: any EventHistory,
        snapshots: any SnapshotSource,
        report: @escaping @Sendable (GatewayNotice) -> Void = { _ in },
        tlsCounts: TLSCounts = TLSCounts(), clock: @escaping @Sendable () -> Timestamp
    ) {
        self.handler = handler
        self.credentials = credentials
        self.rights = rights
        self.history = history
        self.snapshots = snapshots
        self.report = report
        self.tlsCounts = tlsCounts
        self.clock = clock
    }
}
