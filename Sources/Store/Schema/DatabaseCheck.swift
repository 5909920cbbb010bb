package import Net

/// Why a server is not one to keep bookings in; each is one line for an operator.
package enum DatabaseProblem: Error, Equatable, Sendable, CustomStringConvertible {
    /// No connection, in the server's or libpq's words.
    case unreachable(reason: String)
    /// The server is older than what is needed.
    case tooOld(version: Int)
    /// The server does not wait for the disk: a setting is off that must be on.
    case notDurable(setting: String)
    /// A pooler gives each transaction another session, and with it other prepared statements.
    case transactionPooling

    package var description: String {
        switch self {
        case .unreachable(let reason): "no PostgreSQL: \(reason)"
        case .tooOld(let version):
            "PostgreSQL \(version / 10_000) is too old: "
                + "\(DatabaseCheck.oldestVersion / 10_000) or newer is needed"
        case .notDurable(let setting):
            "PostgreSQL runs with \(setting)=off and would lose what it has confirmed: "
                + "switch it on"
        case .transactionPooling:
            "the database's pooler works by transaction: use its session mode, or a direct "
                + "connection"
        }
    }
}

/// Looks at a server before anything is entrusted to it.
package struct DatabaseCheck: Sendable {
    static let oldestVersion = 150_000

    private let configuration: PostgresConfiguration
    private let isDurabilityWanted: Bool

    /// A check of a server; development and tests may do without durability.
    package init(_ configuration: PostgresConfiguration, durable: Bool = true) {
        self.configuration = configuration
        isDurabilityWanted = durable
    }

    /// Throws the first problem that it finds.
    package func run(on loop: EventLoop) async throws(DatabaseProblem) {
        let first = try await connect(on: loop)
        do throws(DatabaseProblem) {
            try await check(first, on: loop)
            await first.close()
        } catch {
            await first.close()
            throw error
        }
    }

    private func connect(on loop: EventLoop) async throws(DatabaseProblem) -> PostgresConnection {
        do throws(ConnectFailure) {
            return try await PostgresConnection.connectWithReason(on: loop, configuration)
        } catch {
            throw .unreachable(reason: error.reason)
        }
    }

    private func check(
        _ first: PostgresConnection, on loop: EventLoop
    ) async throws(DatabaseProblem) {
        let version = await first.serverVersion
        guard version >= Self.oldestVersion else { throw .tooOld(version: version) }
        if isDurabilityWanted {
            for setting in ["fsync", "synchronous_commit"] {
                let value = try await text("SELECT current_setting('\(setting)')", first)
                if value == "off" { throw .notDurable(setting: setting) }
            }
        }
        guard await first.hasPooler else { return }
        let second = try await connect(on: loop)
        let isShared = try await shares(first, second)
        await second.close()
        if isShared { throw .transactionPooling }
    }

    /// Whether two connections to a pooler take turns on one session with the server.
    private func shares(
        _ first: PostgresConnection, _ second: PostgresConnection
    ) async throws(DatabaseProblem) -> Bool {
        let pid = "SELECT pg_backend_pid()"
        let before = try await text(pid, first)
        _ = try await text("BEGIN", second)
        let between = try await text(pid, second)
        let after = try await text(pid, first)
        _ = try await text("ROLLBACK", second)
        return between == before || after != before
    }

    private func text(
        _ sql: String, _ connection: PostgresConnection
    ) async throws(DatabaseProblem) -> String {
        do throws(PostgresError) {
            return try await connection.query(sql).first?.text(0) ?? ""
        } catch {
            throw .unreachable(reason: "\(error)")
        }
    }
}
