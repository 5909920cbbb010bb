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
    /// The wall clock.
    package var clock: @Sendable () -> Timestamp

    /// Services with these parts.
    package init(
        handler: any HTTPHandler, credentials: any CredentialResolver,
        rights: any SubscriptionRights, history: any EventHistory,
        snapshots: any SnapshotSource, clock: @escaping @Sendable () -> Timestamp
    ) {
        self.handler = handler
        self.credentials = credentials
        self.rights = rights
        self.history = history
        self.snapshots = snapshots
        self.clock = clock
    }
}
