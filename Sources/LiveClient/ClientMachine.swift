package import Events
import LiveProtocol

/// The rules by which a client follows topics: nothing lost, nothing twice, or told to start again.
///
/// Pure: what the connection does and the time come in; `takeActions` gives what is to be done.
/// It keeps a position for each topic, finds gaps by `prev`, and comes back with cursors when the
/// connection ends (`architecture.md` 2).
package struct ClientMachine: Sendable {
    enum Connection: Sendable, Equatable {
        /// None, and none is on its way.
        case idle
        /// One is on its way, or will be after a delay.
        case connecting
        /// `auth` was sent; nothing is asked for before its answer.
        case authenticating(since: Duration)
        /// Requests may be sent.
        case open(since: Duration)
        /// Over for good.
        case ended
    }

    let configuration: Configuration
    var token: String?
    var connection = Connection.idle
    var topics: [ClientTopic] = []
    var actions: [ClientAction] = []
    var lastRequest = 0
    /// Connections and attempts since the last good one.
    var attempts = 0
    /// When anything was last heard of the server.
    var heardAt: Duration = .zero
    /// After a silence of so long the server counts as gone.
    var silenceLimit: Duration = .zero
    /// What `bye` said about coming back.
    var bye: (code: CloseCode, delay: Duration?)?
    var random: UInt64

    /// A client that is not connected; `seed` decides its delays, so a run can be repeated.
    ///
    /// With a `token` it says `auth` on each connection; without, the edge may send a header.
    package init(
        configuration: Configuration = Configuration(), token: String? = nil, seed: UInt64
    ) {
        self.configuration = configuration
        self.token = token
        random = seed
    }

    /// What is to be done since the last call, in order.
    package mutating func takeActions() -> [ClientAction] {
        var taken: [ClientAction] = []
        swap(&taken, &actions)
        return taken
    }

    /// Moves what is to be done since the last call, in order, into `taken`, which is empty and whose
    /// memory serves what comes next: who asks after each message saves an allocation each time.
    package mutating func takeActions(into taken: inout [ClientAction]) {
        precondition(taken.isEmpty, "what was taken before is done")
        swap(&taken, &actions)
    }

    /// Where the client is on a topic; nil while it holds nothing of it.
    package func position(on topic: String) -> Cursor? {
        topics.first { $0.name == topic }?.position
    }

    /// Whether every topic that is followed has its subscription standing.
    package var isLive: Bool {
        guard case .open = connection else { return false }
        return topics.allSatisfy { $0.standing == .live }
    }
}

// MARK: - What the program wants

extension ClientMachine {
    /// Begins to connect.
    package mutating func start() {
        guard connection == .idle else { return }
        connection = .connecting
        actions.append(.connect(after: .zero))
    }

    /// Follows topics, from `cursor` on if one was kept; those that are followed already stay.
    package mutating func follow(
        _ names: [String], from cursor: Cursor? = nil,
        options: SubscriptionOptions = SubscriptionOptions()
    ) {
        for name in names where !topics.contains(where: { $0.name == name }) {
            topics.append(ClientTopic(name: name, options: options, position: cursor))
        }
        subscribeWanted()
    }

    /// Gives a topic up.
    package mutating func leave(_ name: String) {
        guard let index = topics.firstIndex(where: { $0.name == name }) else { return }
        let topic = topics.remove(at: index)
        guard case .open = connection, topic.standing != .wanted else { return }
        lastRequest += 1
        actions.append(.send(.unsubscribe(id: String(lastRequest), topics: [name])))
    }

    /// Ends the connection for good.
    package mutating func stop() {
        switch connection {
        case .idle, .ended: break
        case .connecting, .authenticating, .open: actions.append(.disconnect)
        }
        connection = .ended
    }
}
