import Accounts
import Credentials
import Events
import LocalServices

/// Makes access tokens without a login, from the secret that the hub signs with.
struct AccessTokenMaker {
    private let secret: Confidential

    /// With JWT_SECRET, else with what the dev hub of the folder made for itself.
    init(_ environment: Environment, state: String) throws {
        var reader = SettingsReader(environment)
        let named = reader.confidential("JWT_SECRET", required: false) { text in
            text.utf8.count < SettingsChecks.shortestSecret
                ? "has fewer than \(SettingsChecks.shortestSecret) bytes" : nil
        }
        try reader.finish()
        let folder = try StateFolder(state)
        guard let secret = named ?? DevSecret.kept(in: folder) else {
            throw CommandFailure(
                .configuration,
                "JWT_SECRET is not set, and no dev hub has run on \(folder.path)")
        }
        self.secret = secret
    }

    /// A token for a role, with what the role needs.
    func token(
        _ role: Role, user: UniqueID = .random(), agency: UniqueID? = nil,
        airline: String? = nil, minutes: Int = 60
    ) async throws -> String {
        let now = WallClock.now()
        let principal = Principal(
            userID: user, role: role, agencyID: agency, airline: airline, sessionID: .random(),
            expiresAt: now + .seconds(60 * minutes))
        return try await JSONWebTokens(secret: secret.value).sign(principal, version: 1, at: now)
    }
}
