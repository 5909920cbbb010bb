package import Events
package import Hub
package import Wire

/// What the connections of one loop call; the answers come back to that loop.
package struct GatewayServices: Sendable {
    /// Answers everything that is not a WebSocket.
    package var handler: any HTTPHandler
    /// Who speaks behind a WebSocket.
    package var webSocket: WebSocketSide
    /// Takes what there is to tell of a peer; called on the loop, and must not block.
    package var report: @Sendable (GatewayNotice) -> Void
    /// Counts TLS handshakes.
    package var tlsCounts: TLSCounts
    /// The wall clock.
    package var clock: @Sendable () -> Timestamp

    /// Who speaks behind a WebSocket.
    package enum WebSocketSide: Sendable {
        /// The hub, to whoever has a right to what it says.
        case hub(HubPorts)
        /// Somebody who answers message by message, to anybody.
        case responder(any WebSocketResponder)
    }

    /// What the hub of a loop asks others.
    package struct HubPorts: Sendable {
        /// Says who a token or a ticket speaks for.
        package var credentials: any CredentialResolver
        /// Answers the questions of right that only stored state can answer.
        package var rights: any SubscriptionRights
        /// The committed events.
        package var history: any EventHistory
        /// The states behind topics.
        package var snapshots: any SnapshotSource
    }

    /// Services of a hub.
    package init(
        handler: any HTTPHandler, credentials: any CredentialResolver,
        rights: any SubscriptionRights, history: any EventHistory,
        snapshots: any SnapshotSource,
        report: @escaping @Sendable (GatewayNotice) -> Void = { _ in },
        tlsCounts: TLSCounts = TLSCounts(), clock: @escaping @Sendable () -> Timestamp
    ) {
        self.handler = handler
        webSocket = .hub(
            HubPorts(
                credentials: credentials, rights: rights, history: history, snapshots: snapshots))
        self.report = report
        self.tlsCounts = tlsCounts
        self.clock = clock
    }

    /// Services of a server without a hub.
    package init(
        handler: any HTTPHandler, responder: any WebSocketResponder,
        report: @escaping @Sendable (GatewayNotice) -> Void = { _ in },
        tlsCounts: TLSCounts = TLSCounts(), clock: @escaping @Sendable () -> Timestamp
    ) {
        self.handler = handler
        webSocket = .responder(responder)
        self.report = report
        self.tlsCounts = tlsCounts
        self.clock = clock
    }
}
