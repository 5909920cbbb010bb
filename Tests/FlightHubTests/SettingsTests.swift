import ArgumentParser
import Certificates
import Logging
import Net
import Relay
import Testing

@testable import FlightHub

@Suite struct SettingsTests {
    private let good = [
        "DATABASE_URL": "postgresql://hub:hunter2@db/hub", "REDIS_URL": "redis://cache:6379",
        "JWT_SECRET": "0123456789abcdef0123456789abcdef",
    ]

    private func serving(
        _ variables: [String: String], _ arguments: [String] = []
    ) throws -> Settings {
        try Settings.serving(
            ServerOptions.parse(arguments), ServiceOptions.parse([]),
            Environment { variables[$0] })
    }

    private func mistakes(_ variables: [String: String]) -> [String] {
        do {
            _ = try serving(variables)
            return []
        } catch {
            return (error as? CommandFailure)?.lines ?? ["\(error)"]
        }
    }

    @Test func `serve needs a database, a Redis and a secret, and says so at once`() {
        #expect(
            mistakes([:]) == [
                "DATABASE_URL: is needed and not set", "REDIS_URL: is needed and not set",
                "JWT_SECRET: is needed and not set",
            ])
    }

    @Test func `serve listens everywhere, dev on this machine`() throws {
        #expect(try serving(good).hosts == ["0.0.0.0"])
        let dev = try Settings.developing(ServerOptions.parse([]), Environment { _ in nil })
        #expect(dev.hosts == ["127.0.0.1"])
        #expect(dev.isDevelopment)
    }

    @Test func `a flag stands before its variable, an empty variable is none`() throws {
        let variables = good.merging(["PORT": "1000", "LOG_LEVEL": ""]) { $1 }
        #expect(try serving(variables).port == 1000)
        #expect(try serving(variables, ["--port", "2000"]).port == 2000)
        #expect(try serving(variables).logLevel == .info)
    }

    @Test func `messages are compressed as COMPRESSION says`() throws {
        for mode in ["off", "on", "auto"] {
            let variables = good.merging(["COMPRESSION": mode]) { $1 }
            #expect(try "\(serving(variables).compression)" == mode)
        }
        #expect(
            mistakes(good.merging(["COMPRESSION": "gzip"]) { $1 })
                == ["COMPRESSION: expected one of off, on, auto, not \"gzip\""])
    }

    @Test func `hubs that share a Redis have names of their own in it`() throws {
        #expect(try serving(good).redisKeys == RelayKeys())
        let variables = good.merging(["REDIS_PREFIX": "staging"]) { $1 }
        #expect(try serving(variables).redisKeys.ingress == "staging:ingress")
        let wrong = mistakes(good.merging(["REDIS_PREFIX": "a b"]) { $1 })
        #expect(wrong.count == 1 && wrong[0].hasPrefix("REDIS_PREFIX: expected 1 to 64 letters"))
    }

    @Test(arguments: ["redis://cache", "unix:/run/redis.sock", "unix:///run/redis.sock?db=2"])
    func `every form of REDIS_URL that the README names is taken`(url: String) throws {
        #expect(mistakes(good.merging(["REDIS_URL": url]) { $1 }) == [])
    }

    @Test func `what looks like a setting and is none is doubted`() throws {
        let names = [
            "HEAD_TIMOUT", "CONECTION_LIMIT", "TLS_PROT", "LOG_LEVLE", "REDISURL",
            // Of others, of ours, and too short to tell.
            "HOSTNAME", "PATH", "LOG_LEVEL", "PORTS", "LC_TIME", "XDG_DATA_DIRS",
        ]
        let settings = try Settings.serving(
            ServerOptions.parse([]), ServiceOptions.parse([]),
            Environment(value: { good[$0] }, names: { names }))
        #expect(
            settings.doubts == [
                "CONECTION_LIMIT is no setting; was CONNECTION_LIMIT meant?",
                "HEAD_TIMOUT is no setting; was HEAD_TIMEOUT meant?",
                "LOG_LEVLE is no setting; was LOG_LEVEL meant?",
                "REDISURL is no setting; was REDIS_URL meant?",
                "TLS_PROT is no setting; was TLS_PORT meant?",
            ])
    }

    @Test func `every mistake is in one error, and no secret is`() {
        let lines = mistakes([
            "DATABASE_URL": "hunter2", "REDIS_URL": "rediss://:hunter2@cache",
            "JWT_SECRET": "hunter2",
            "PORT": "70000", "LOG_FORMAT": "xml", "REQUIRE_AUTH": "maybe",
            "CORS_ORIGINS": "https://a.example, b.example/x", "ADMIN_TOKEN": "hunter2",
        ])
        let names = lines.map { String($0.prefix { $0 != ":" }) }
        #expect(
            Set(names) == [
                "DATABASE_URL", "REDIS_URL", "JWT_SECRET", "PORT", "LOG_FORMAT", "REQUIRE_AUTH",
                "CORS_ORIGINS", "ADMIN_TOKEN",
            ])
        #expect(!lines.joined().contains("hunter2"))
    }

    @Test func `serve refuses the secret of a dev hub`() {
        let variables = good.merging([
            "JWT_SECRET": "flighthub-dev-" + String(repeating: "x", count: 43)
        ]) { $1 }
        #expect(mistakes(variables).first?.contains("dev hub") == true)
    }

    @Test func `TLS has a port beside the other`() throws {
        let certificates = try Certificates()
        let pair = try certificates.make("a")
        let other = try certificates.make("b", .rsa)
        let variables = good.merging([
            "TLS_CERTIFICATE": "\(pair.certificate), \(other.certificate)",
            "TLS_KEY": "\(pair.key),\(other.key)",
        ]) { $1 }
        let settings = try serving(variables)
        #expect(settings.tls?.configuration.pairs == [pair, other])
        #expect(settings.tlsPort == 8443)
        #expect(try serving(variables, ["--tls-port", "9000"]).tlsPort == 9000)
        #expect(try serving(good).tls == nil)
    }

    @Test func `mistakes in TLS are told with the file and the reason`() throws {
        let certificates = try Certificates()
        let pair = try certificates.make("a")
        let other = try certificates.make("b")
        let cases = [
            (
                ["TLS_CERTIFICATE": "/no/a.pem", "TLS_KEY": "/no/a.key"],
                [
                    "TLS_CERTIFICATE: /no/a.pem cannot be read: No such file or directory",
                    "TLS_KEY: /no/a.key cannot be read: No such file or directory",
                ]
            ),
            (
                ["TLS_CERTIFICATE": pair.certificate, "TLS_KEY": other.key],
                [
                    "TLS_KEY: \(other.key) is not the key of the certificate in "
                        + pair.certificate
                ]
            ),
            (
                ["TLS_CERTIFICATE": pair.certificate],
                [
                    "TLS_KEY: 0 named for 1 in TLS_CERTIFICATE: each certificate has its key, "
                        + "in the same order"
                ]
            ),
            (["TLS_PORT": "1"], ["TLS_PORT: needs TLS_CERTIFICATE and TLS_KEY"]),
            (
                [
                    "TLS_CERTIFICATE": pair.certificate, "TLS_KEY": pair.key, "TLS_PORT": "7",
                    "PORT": "7",
                ], ["TLS_PORT: 7 is the PORT for plain connections"]
            ),
            (["ADMIN_PORT": "7", "PORT": "7"], ["ADMIN_PORT: 7 is the PORT for clients"]),
            (
                [
                    "TLS_CERTIFICATE": pair.certificate, "TLS_KEY": pair.key, "TLS_PORT": "7",
                    "ADMIN_PORT": "7",
                ], ["ADMIN_PORT: 7 is the TLS_PORT"]
            ),
            (["HOST": "::1, ::1"], ["HOST: has an address twice: \"::1, ::1\""]),
        ]
        for (variables, expected) in cases {
            #expect(mistakes(good.merging(variables) { $1 }) == expected)
        }
    }

    @Test func `a confidential setting shows itself nowhere`() throws {
        let settings = try serving(good)
        var dumped = ""
        dump(settings, to: &dumped)
        #expect(!"\(settings) \(dumped)".contains("hunter2"))
        #expect(settings.database.value.contains("hunter2"))
    }

    @Test(arguments: ["https://a.example", "http://localhost:3000,https://b.example:8443"])
    func `origins are scheme, host and port`(text: String) {
        #expect(SettingsChecks.origins(text)?.count == text.split(separator: ",").count)
    }

    @Test(arguments: [
        "a.example", "https://", "https://a.example/", "ftp://a.example", "https://*",
    ])
    func `anything else is no origin`(text: String) {
        #expect(SettingsChecks.origins(text) == nil)
    }
}
