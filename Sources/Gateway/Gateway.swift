package import Events
import Hub
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
    ///
    /// A loop takes it when it gets there. What waits for a loop is bounded: one that is further
    /// behind begins again, and its subscribers with it. No notices say that the log reader runs:
    /// when nothing is heard of it for a while, subscribers are told that they are out of date.
    package func deliver(_ notices: [LogReader.Notice], at now: MonotonicTime = .now) {
        guard !notices.isEmpty else {
            for shard in shards { shard.hearOfReader(at: now) }
            return
        }
        let batch = FeedBatch(notices, at: now.sinceOrigin)
        for shard in shards { shard.deliver(batch) }
    }

    /// Delivers an event that has no place in the order; from any thread.
    package func deliverEphemeral(
        topics: [Topic], type: String, entity: String, event: [UInt8]
    ) {
        let event = EphemeralEvent(topics: topics, type: type, entity: entity, payload: event)
        for shard in shards { shard.deliver(event) }
    }

    /// The loop that let events wait until what it shows is out of date, and for how long.
    ///
    /// Nil when there is none. From any thread.
    package func loopBehind(at now: MonotonicTime = .now) -> (name: String, wait: Duration)? {
        for shard in shards {
            let wait = shard.feedWait(at: now)
            if wait >= shard.configuration.feedPatience { return (shard.loop.name, wait) }
        }
        return nil
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
