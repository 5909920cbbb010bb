import ArgumentParser

/// The flags that `serve` and `dev` share; each stands before its variable.
struct ServerOptions: ParsableArguments {
    @Option(help: "Addresses to listen on, with commas between; :: is for IPv4 too (HOST).")
    var host: String?

    @Option(help: "Port to listen on; 0 takes a free one (PORT, default 8080).")
    var port: String?

    @OptionGroup var tls: TLSOptions

    @Option(help: "Port for TLS, beside the other (TLS_PORT, default 8443).")
    var tlsPort: String?

    @Option(help: "Another port, for /metrics (ADMIN_PORT).")
    var adminPort: String?

    @Option(help: "trace, debug, info, notice, warning, error or critical (LOG_LEVEL).")
    var logLevel: String?

    @Option(help: "text or json (LOG_FORMAT).")
    var logFormat: String?

    @Option(help: "Event loops (LOOPS, default one a core).")
    var loops: String?

    @Option(help: "Days ahead for which flights are made (SCHEDULE_DAYS, default 30).")
    var scheduleDays: String?

    @Option(help: "A limit to set, as NAME=VALUE; `serve --help` lists them. May be repeated.")
    var limit: [String] = []
}

/// The flags that name the services; each stands before its variable.
struct ServiceOptions: ParsableArguments {
    @Option(help: "PostgreSQL to use, as postgresql://… (DATABASE_URL).")
    var databaseURL: String?

    @OptionGroup var redis: RedisOptions
}
