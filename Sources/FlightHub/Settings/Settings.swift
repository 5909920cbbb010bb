import Gateway
import Logging
import Net
import Relay

/// What a node needs to know, checked as a whole before anything starts.
struct Settings: Sendable {
    /// A month of departures: what people book ahead, in a database of a gigabyte.
    static let defaultScheduleDays = 30

    /// Addresses to listen on (`HOST`).
    var hosts: [String]
    /// Port to listen on (`PORT`); 0 takes a free one.
    var port: UInt16
    /// What the port for TLS is served with (`TLS_CERTIFICATE`, `TLS_KEY`); nil for no such port.
    var tls: TLSServer?
    /// Port for TLS, on the same hosts (`TLS_PORT`); 0 takes a free one.
    var tlsPort: UInt16
    /// Socket file to listen on as well (`LISTEN_UNIX`, `LISTEN_UNIX_MODE`).
    var socketFile: ListenPlace?
    /// Listeners that systemd hands over, instead of `hosts`.
    var inherited: [ListenPlace]
    /// Port of `/metrics`, on the same hosts (`ADMIN_PORT`); nil serves it with the token only.
    var adminPort: UInt16?
    /// Lets a scraper read `/metrics` on the main port (`ADMIN_TOKEN`).
    var adminToken: Confidential?
    /// What libpq takes to connect (`DATABASE_URL`); holds a password.
    var database: Confidential
    /// `redis://` or `unix:/` (`REDIS_URL`); may hold a password.
    var redis: Confidential
    /// The names of what is kept there (`REDIS_PREFIX`).
    var redisKeys: RelayKeys
    /// Signs the access tokens (`JWT_SECRET`).
    var jwtSecret: Confidential
    /// Least level that is logged (`LOG_LEVEL`).
    var logLevel: Logger.Level
    /// How log lines are written (`LOG_FORMAT`).
    var logFormat: LineLog.Format
    /// Origins of other sites whose pages may use the interface (`CORS_ORIGINS`).
    var corsOrigins: [String]
    /// Whether a socket without credentials is closed after 5 s (`REQUIRE_AUTH`).
    var requireAuth: Bool
    /// When WebSocket messages are compressed (`COMPRESSION`).
    var compression: CompressionConfiguration.Mode
    /// The proxies whose word counts (`TRUSTED_PROXIES`, `FORWARDED_FIELDS`, `PROXY_PROTOCOL`).
    var proxies: TrustedProxies
    /// The hosts that requests may be meant for (`ALLOWED_HOSTS`).
    var allowedHosts: AllowedHosts
    /// Every limit and timeout (`Limits`).
    var limits: LimitedParts
    /// Event loops (`LOOPS`).
    var loops: Int
    /// Days ahead for which house flights are generated (`SCHEDULE_DAYS`).
    var scheduleDays: Int
    /// How long clients are let go at the end (`DRAIN_SECONDS`).
    var drain: Duration
    /// What may have been meant otherwise, for the log.
    var doubts: [String] = []
    /// Whether this is a `dev` hub: demo accounts are welcome.
    var isDevelopment: Bool

    /// Where the hub listens.
    var places: [ListenPlace] {
        let tcp: [ListenPlace] = hosts.isEmpty ? [] : [.tcp(hosts: hosts, port: port)]
        return (inherited.isEmpty ? tcp : inherited) + (socketFile.map { [$0] } ?? [])
    }
}
