import Accounts
import Conversations
import Events
import LiveClient
import Store

@testable import FlightHub

/// Who runs the hub: does to it what conversations ask for.
actor HubOperator {
    private let hub: RunningHub
    private var node: Node?

    init(of hub: RunningHub) { self.hub = hub }

    /// Does it; returns where connections go from then on.
    func perform(
        _ operation: Conversation.Operation, secure: Bool
    ) async throws -> ServerURL {
        switch operation {
        case .startNode: break
        case .forgetHistory: try await forgetHistory()
        case .newEpoch:
            _ = try await CommandDatabase.with(hub.settings.database) { database in
                try await EpochChange(database).begin(reason: "by hand")
            }
            return secure ? hub.secureURL : hub.url
        case .changeRole: return try await change(.position(.businessOwner), secure)
        case .restoreRole: return try await change(.position(.customer), secure)
        case .deactivate: return try await change(.deactivate, secure)
        case .reactivate: return try await change(.reactivate, secure)
        }
        let urls = try await startNode()
        return secure ? urls.secure : urls.plain
    }

    /// Ends the node that was started last.
    func stop() async {
        await node?.drain()
        node = nil
    }

    /// What `flighthub user` does.
    private func change(_ change: AccountChange, _ secure: Bool) async throws -> ServerURL {
        let customer = DemoAccounts.people.first { $0.role == .customer }
        if let email = customer.flatMap({ EmailAddress($0.email) }) {
            _ = try await CommandDatabase.with(hub.settings.database) { database in
                try await AccountDesk(database).change(email, change)
            }
        }
        return secure ? hub.secureURL : hub.url
    }

    private func startNode() async throws -> (plain: ServerURL, secure: ServerURL) {
        await stop()
        let node = try await Node.start(hub.settings)
        self.node = node
        await node.waitUntilFresh(atMost: .seconds(10))
        return node.urls ?? (hub.url, hub.secureURL)
    }

    /// What retention commits before it drops a partition; a whole one would be a million events.
    private func forgetHistory() async throws {
        _ = try await CommandDatabase.with(hub.settings.database) { database in
            try await database.query("UPDATE history SET floor = events_head()")
        }
    }
}
