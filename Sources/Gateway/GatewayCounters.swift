import Hub
package import Net
import Synchronization

/// What has happened on a loop since it began: plain numbers, which only the loop touches.
package struct GatewayCounters: Sendable, Equatable {
    /// Connections taken.
    package var accepted = 0
    /// Connections refused because there are too many, in all or of one address.
    package var connectionsRefused = 0
    /// Times that accepting paused because the process had no descriptor left.
    package var acceptPauses = 0
    /// Listeners that were of no more use.
    package var listenersFailed = 0
    /// WebSockets opened.
    package var webSocketsOpened = 0
    /// WebSockets refused, by the code of the problem.
    package var webSocketsRefused: [String: Int] = [:]
    /// Streams of server-sent events begun.
    package var streams = 0
    /// Streams refused, by the code of the problem.
    package var streamsRefused: [String: Int] = [:]
    /// Streams ended by the hub, by the close code that a WebSocket would have got.
    package var streamEnds: [UInt16: Int] = [:]
    /// Streams that their readers left.
    package var streamsLost = 0
    /// Requests refused before anybody read them, by the rule that they break.
    package var requestsRefused: [String: Int] = [:]
    /// WebSockets closed for the frames that came, by the rule that they break.
    package var framesRefused: [String: Int] = [:]
    /// Bytes read from sockets.
    package var bytesRead = 0
    /// Bytes that sockets took.
    package var bytesWritten = 0
    /// Frames that clients sent.
    package var framesReceived = 0
    /// Messages sent to clients: one for each receiver of a broadcast.
    package var messagesSent = 0
    /// Messages that were encoded once for all their receivers.
    package var broadcasts = 0
    /// From taking events off the log to having written them to every socket that could take them.
    package var fanOut = DurationHistogram(
        bounds: [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1])
    /// WebSockets closed by the hub, by close code; 4429 for those who were too slow.
    package var closes: [UInt16: Int] = [:]
    /// WebSockets closed by their clients, by close code; 0 for those that say nothing to us.
    package var clientCloses: [UInt16: Int] = [:]
    /// WebSockets that ended without a closing handshake.
    package var webSocketsLost = 0
    /// Deadlines that passed, by what was awaited.
    package var timeouts: [Timeout: Int] = [:]

    /// What a client did not do in time.
    package enum Timeout: String, Sendable, CaseIterable {
        case handshake, head, body, idle, write, close, credentials, heartbeat
    }

    /// Nothing has happened.
    package init() {}

    /// The rules for frames that are not of the protocol itself.
    enum FrameRule: String {
        /// Frames came faster than `framesPerSecond`.
        case tooManyFrames
        /// The hub speaks text.
        case binaryMessage
    }

    /// A client may write any number from 1000 to 4999: those of no meaning count as one.
    mutating func closedByClient(_ code: UInt16?) {
        let known = code.map { (1000...1015).contains($0) ? $0 : 0 } ?? 1005
        clientCloses[known, default: 0] += 1
    }

    /// Notes that a WebSocket is closed for its frames.
    mutating func refusedFrames(for rule: FrameRule) {
        framesRefused[rule.rawValue, default: 0] += 1
    }

    /// Adds what has happened on another loop.
    package mutating func add(_ other: GatewayCounters) {
        accepted += other.accepted
        connectionsRefused += other.connectionsRefused
        acceptPauses += other.acceptPauses
        listenersFailed += other.listenersFailed
        webSocketsOpened += other.webSocketsOpened
        bytesRead += other.bytesRead
        bytesWritten += other.bytesWritten
        framesReceived += other.framesReceived
        messagesSent += other.messagesSent
        broadcasts += other.broadcasts
        fanOut.add(other.fanOut)
        webSocketsLost += other.webSocketsLost
        streams += other.streams
        streamsLost += other.streamsLost
        streamsRefused.merge(other.streamsRefused, uniquingKeysWith: +)
        streamEnds.merge(other.streamEnds, uniquingKeysWith: +)
        webSocketsRefused.merge(other.webSocketsRefused, uniquingKeysWith: +)
        requestsRefused.merge(other.requestsRefused, uniquingKeysWith: +)
        framesRefused.merge(other.framesRefused, uniquingKeysWith: +)
        closes.merge(other.closes, uniquingKeysWith: +)
        clientCloses.merge(other.clientCloses, uniquingKeysWith: +)
        timeouts.merge(other.timeouts, uniquingKeysWith: +)
    }
}

/// A loop's numbers at one moment.
package struct GatewayReport: Sendable {
    /// What has happened.
    package var counters = GatewayCounters()
    /// Connections of every kind that are open.
    package var connections = 0
    /// WebSockets that are open.
    package var webSockets = 0
    /// Streams of server-sent events that are open.
    package var streams = 0
    /// Topics that are followed.
    package var subscriptions = 0
    /// TLS handshakes that are under way; those that wait for a place are not.
    package var tlsHandshakes = 0
    /// Bytes that wait for sockets: in the outboxes, and in the hub behind them.
    package var queuedBytes = 0
    /// Connections whose sockets are full.
    package var blockedConnections = 0
    /// Times that a loop was so far behind that it began again at the newest event.
    package var feedOverruns = 0
    /// Ephemeral events that made room for newer ones, because a loop did not take them.
    package var ephemeralDropped = 0

    /// Nothing.
    package init() {}

    /// Adds another loop's.
    package mutating func add(_ other: GatewayReport) {
        counters.add(other.counters)
        connections += other.connections
        webSockets += other.webSockets
        streams += other.streams
        subscriptions += other.subscriptions
        tlsHandshakes += other.tlsHandshakes
        queuedBytes += other.queuedBytes
        blockedConnections += other.blockedConnections
        feedOverruns += other.feedOverruns
        ephemeralDropped += other.ephemeralDropped
    }
}

extension Shard {
    /// The loop's numbers; looks at each connection once, for a scrape and not for each event.
    package func report() -> GatewayReport {
        var report = GatewayReport()
        report.counters = counters
        report.connections = connections.count
        report.subscriptions = hub.subscriptionCount
        report.tlsHandshakes = tlsHandshakes.count
        report.queuedBytes = hub.backlogBytes
        (report.feedOverruns, report.ephemeralDropped) = feed.withLock {
            ($0.overruns, $0.ephemeralDropped)
        }
        for connection in connections.all {
            report.queuedBytes += connection.unwritten.count
            if connection.isBlocked { report.blockedConnections += 1 }
            if connection.door == .eventStream, isOfHub(connection) { report.streams += 1 }
        }
        report.webSockets = hub.connectionCount - report.streams
        return report
    }
}

extension Gateway {
    /// The numbers of all loops together.
    package func report() async -> GatewayReport {
        var report = GatewayReport()
        for shard in shards { report.add(await shard.report()) }
        return report
    }
}
