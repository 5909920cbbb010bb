package import Events
package import Net

/// The node's door: one shard for each loop, all behind one address.
package struct Gateway: Sendable {
    /// One for each loop.
    package let shards: [Shard]
    /// Counts the connections of all loops.
    package let ledger: ConnectionLedger

    /// A gateway on `loops`, each with the services that live on it.
    package init(
        on loops: [EventLoop], configuration: GatewayConfiguration = GatewayConfiguration(),
        services: (EventLoop) -> GatewayServices
    ) {
        let ledger = ConnectionLedger(configuration)
        self.ledger = ledger
        shards = loops.map { loop in
            Shard(
                on: loop, services: services(loop), ledger: ledger, configuration: configuration)
        }
    }

    /// Listens with every loop on `host`:`port` and returns the port, a free one for port 0.
    ///
    /// Fails when another program, even another hub, listens there.
    package func listen(
        host: String, port: UInt16, tls: TLSServer? = nil
    ) async throws(SocketError) -> UInt16 {
        try await listen(on: [.tcp(hosts: [host], port: port)], tls: tls).port ?? port
    }

    /// Tells all subscribers what the log reader found, in order; from any thread.
    package func deliver(_ notices: [LogReader.Notice]) {
        for shard in shards { shard.deliver(notices) }
    }

    /// Delivers an event that has no place in the order; from any thread.
    package func deliverEphemeral(
        topics: [Topic], type: String, entity: String, event: [UInt8]
    ) {
        for shard in shards {
            shard.deliverEphemeral(topics: topics, type: type, entity: entity, event: event)
        }
    }

    /// Stops accepting, and returns when every client has been served and sent away.
    package func drain() async {
        await withTaskGroup(of: Void.self) { group in
            for shard in shards { group.addTask { await shard.drain() } }
        }
    }

    /// Cuts everything off.
    package func stop() async {
        for shard in shards { await shard.stop() }
    }
}
