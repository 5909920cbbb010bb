import ArgumentParser
import Gateway
import Glibc
import Testing

@testable import FlightHub

@Suite struct ListeningSettingsTests {
    private func developing(
        _ variables: [String: String], _ arguments: [String] = []
    ) throws -> Settings {
        try Settings.developing(
            ServerOptions.parse(arguments), Environment { variables[$0] })
    }

    private func mistakes(_ variables: [String: String]) -> [String] {
        do {
            _ = try developing(variables)
            return []
        } catch {
            return ((error as? CommandFailure)?.lines ?? []).map { String($0.prefix { $0 != ":" }) }
        }
    }

    @Test func `several addresses have one port`() throws {
        let settings = try developing(["HOST": "127.0.0.1, [::1]", "PORT": "0"])
        #expect(settings.places == [.tcp(hosts: ["127.0.0.1", "::1"], port: 0)])
    }

    @Test func `a socket file comes beside the port, or instead of it`() throws {
        let file = ListenPlace.unix(path: "/run/hub.sock", mode: 0o660)
        let both = try developing(["LISTEN_UNIX": "/run/hub.sock", "PORT": "1"])
        #expect(both.places == [.tcp(hosts: ["127.0.0.1"], port: 1), file])
        let alone = try developing(["LISTEN_UNIX": "/run/hub.sock", "HOST": "none"])
        #expect(alone.places == [file])
        let open = try developing([
            "LISTEN_UNIX": "/a", "LISTEN_UNIX_MODE": "0666", "HOST": "none",
        ])
        #expect(open.places == [.unix(path: "/a", mode: 0o666)])
    }

    @Test func `what systemd opened stands for the addresses`() throws {
        let ours = try developing(["LISTEN_FDS": "2", "LISTEN_PID": "\(getpid())"])
        #expect(ours.places == [.inherited(3), .inherited(4)])
        for variables in [
            ["LISTEN_FDS": "2", "LISTEN_PID": "1"], ["LISTEN_FDS": "2"],
            ["LISTEN_FDS": "0", "LISTEN_PID": "\(getpid())"],
            ["LISTEN_FDS": "x", "LISTEN_PID": "\(getpid())"],
            ["LISTEN_FDS": "9999", "LISTEN_PID": "\(getpid())"],
        ] {
            #expect(try developing(variables).inherited.isEmpty)
        }
    }

    @Test func `every mistake is told`() {
        #expect(mistakes(["HOST": "none"]) == ["HOST"])
        for host in ["foo", "127.0.0.1,foo", "a.example", ","] {
            #expect(mistakes(["HOST": host, "PORT": "x"]) == ["PORT", "HOST"], "\(host)")
        }
        for host in ["::", "[::1]", "localhost", "0.0.0.0, ::1"] {
            #expect(mistakes(["HOST": host]).isEmpty, "\(host)")
        }
        #expect(mistakes(["LISTEN_UNIX": "hub.sock"]) == ["LISTEN_UNIX"])
        #expect(mistakes(["LISTEN_UNIX_MODE": "999"]) == ["LISTEN_UNIX_MODE"])
        #expect(mistakes(["TRUSTED_PROXIES": "lb.example"]) == ["TRUSTED_PROXIES"])
        #expect(mistakes(["FORWARDED_FIELDS": "x"]) == ["FORWARDED_FIELDS"])
        #expect(mistakes(["PROXY_PROTOCOL": "v2"]) == ["PROXY_PROTOCOL"])
        #expect(mistakes(["ALLOWED_HOSTS": "http://a"]) == ["ALLOWED_HOSTS"])
    }
}
