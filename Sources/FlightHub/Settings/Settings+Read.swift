import Gateway
import Glibc
import Logging
import Relay

extension Settings {
    /// The settings of `serve`; the error lists every mistake.
    static func serving(
        _ options: ServerOptions, _ services: ServiceOptions, _ environment: Environment
    ) throws(CommandFailure) -> Settings {
        var reader = SettingsReader(environment)
        let database = reader.confidential(
            "DATABASE_URL", services.databaseURL, required: true, SettingsChecks.database)
        let redis = services.redis.url(&reader, required: true)
        let keys = services.redis.keys(&reader)
        let secret = reader.confidential(
            "JWT_SECRET", required: true, SettingsChecks.secret)
        var settings = shared(options, &reader, host: "0.0.0.0", logging: .info, drain: 10)
        try reader.finish()
        settings.redisKeys = keys
        settings.doubts = reader.doubts()
        // What is nil has left a mistake, and we are not here.
        guard let database, let redis, let secret else { return settings }
        return settings.with(database: database, redis: redis, secret: secret)
    }

    /// The settings of `dev`, but for the services and the secret, which it makes itself.
    static func developing(
        _ options: ServerOptions, _ environment: Environment
    ) throws(CommandFailure) -> Settings {
        var reader = SettingsReader(environment)
        var settings = shared(options, &reader, host: "127.0.0.1", logging: .notice, drain: 1)
        try reader.finish()
        settings.doubts = reader.doubts()
        settings.isDevelopment = true
        return settings
    }

    /// The same settings on these services.
    func with(database: Confidential, redis: Confidential, secret: Confidential) -> Settings {
        var settings = self
        settings.database = database
        settings.redis = redis
        settings.jwtSecret = secret
        return settings
    }

    private static func tlsPort(
        _ options: ServerOptions, _ reader: inout SettingsReader, beside port: UInt16
    ) -> UInt16 {
        guard let number = reader.number("TLS_PORT", options.tlsPort, in: 0...65535) else {
            return 8443
        }
        if reader.text("TLS_CERTIFICATE", options.tls.tlsCertificate) == nil {
            reader.note("TLS_PORT: needs TLS_CERTIFICATE and TLS_KEY")
        }
        if number != 0, number == port {
            reader.note("TLS_PORT: \(number) is the PORT for plain connections")
        }
        return UInt16(number)
    }

    private static func adminPort(
        _ options: ServerOptions, _ reader: inout SettingsReader, beside port: UInt16,
        _ tlsPort: UInt16?
    ) -> UInt16? {
        guard let number = reader.number("ADMIN_PORT", options.adminPort, in: 0...65535) else {
            return nil
        }
        if number != 0, number == port {
            reader.note("ADMIN_PORT: \(number) is the PORT for clients")
        } else if number != 0, number == tlsPort.map({ Int($0) }) {
            reader.note("ADMIN_PORT: \(number) is the TLS_PORT")
        }
        return UInt16(number)
    }

    private static func shared(
        _ options: ServerOptions, _ reader: inout SettingsReader, host: String,
        logging level: Logger.Level, drain: Int
    ) -> Settings {
        let tls = options.tls.server(&reader)
        let port = UInt16(reader.number("PORT", options.port, in: 0...65535) ?? 8080)
        let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        let socketFile = SettingsChecks.socketFile(&reader)
        let hosts = SettingsChecks.hosts(
            reader.text("HOST", options.host) ?? host, socketFile, &reader)
        if tls != nil, hosts.isEmpty {
            reader.note("TLS_CERTIFICATE: HOST none leaves no address to serve it on")
        }
        let tlsPort = tlsPort(options, &reader, beside: port)
        return Settings(
            hosts: hosts, port: port,
            tls: tls, tlsPort: tlsPort,
            socketFile: socketFile, inherited: SocketActivation.places(reader.environment),
            adminPort: adminPort(
                options, &reader, beside: port, tls == nil ? nil : tlsPort),
            adminToken: reader.confidential("ADMIN_TOKEN", required: false) {
                $0.utf8.count < 16 ? "has fewer than 16 bytes" : nil
            },
            database: Confidential(""), redis: Confidential(""), redisKeys: RelayKeys(),
            jwtSecret: Confidential(""),
            logLevel: reader.choice("LOG_LEVEL", options.logLevel) ?? level,
            logFormat: reader.choice("LOG_FORMAT", options.logFormat) ?? .text,
            corsOrigins: reader.value(
                "CORS_ORIGINS", expected: "origins like https://example.org, with commas between",
                SettingsChecks.origins) ?? [],
            requireAuth: reader.boolean("REQUIRE_AUTH") ?? false,
            compression: reader.choice("COMPRESSION") ?? CompressionConfiguration().mode,
            proxies: SettingsChecks.proxies(&reader),
            allowedHosts: reader.value(
                "ALLOWED_HOSTS", expected: "names like example.org, *.example.org or [::1]",
                AllowedHosts.init) ?? AllowedHosts(),
            limits: Limits.read(options.limit, &reader),
            loops: reader.number("LOOPS", options.loops, in: 1...128) ?? cores,
            scheduleDays: reader.number(
                "SCHEDULE_DAYS", options.scheduleDays, in: 1...365) ?? Self.defaultScheduleDays,
            drain: .seconds(reader.number("DRAIN_SECONDS", in: 0...600) ?? drain),
            isDevelopment: false)
    }
}
