import API
import ArgumentParser
import Foundation
import Gateway
import Hub
import Testing
import Wire

@testable import FlightHub

@Suite struct LimitsTests {
    private func read(
        _ variables: [String: String], _ flags: [String] = []
    ) throws -> LimitedParts {
        var reader = SettingsReader(Environment { variables[$0] })
        let parts = Limits.read(flags, &reader)
        try reader.finish()
        return parts
    }

    private func mistakes(_ variables: [String: String], _ flags: [String] = []) -> [String] {
        do {
            _ = try read(variables, flags)
            return []
        } catch {
            return (error as? CommandFailure)?.lines ?? ["\(error)"]
        }
    }

    @Test func `names are each there once, and defaults are in range`() {
        #expect(Set(Limits.all.map(\.name)).count == Limits.all.count)
        for limit in Limits.all {
            #expect(limit.range.contains(limit.standard), "\(limit.name)")
            #expect(limit.parse(limit.text(limit.standard)) == limit.standard, "\(limit.name)")
            #expect(!limit.reason.isEmpty)
        }
    }

    /// Sets each row to another value than its default, then looks which numbers have not changed.
    @Test func `every number and duration of a part can be set`() {
        var changed = LimitedParts()
        for limit in Limits.all {
            let other =
                limit.standard == limit.range.upperBound
                ? limit.range.lowerBound : limit.range.upperBound
            limit.set(&changed, other)
            #expect(limit.value(changed) == other, "\(limit.name)")
        }
        let pairs: [(Any, Any)] = [
            (GatewayConfiguration(), changed.gateway), (HTTPLimits(), changed.gateway.http),
            (Hub.Configuration(), changed.gateway.hub),
            (GzipConfiguration(), changed.gateway.gzip),
            (KeptAnswers.Configuration(), changed.kept),
        ]
        var unchanged: Set<String> = []
        for (standard, changed) in pairs {
            for (old, new) in zip(
                Mirror(reflecting: standard).children, Mirror(reflecting: changed).children)
            where old.value is Int || old.value is Duration || type(of: old.value) == Int?.self {
                if "\(old.value)" == "\(new.value)" { unchanged.insert(old.label ?? "?") }
            }
        }
        // DRAIN_SECONDS, whose default is another in `dev`.
        #expect(unchanged == ["drainTimeout"])
    }

    @Test func `a limit is set by its variable, and by a flag that stands before it`() throws {
        let variables = ["HEAD_TIMEOUT": "250ms", "MESSAGE_BYTES": "1MiB", "CONNECTION_LIMIT": "7"]
        let configuration = try read(variables, ["CONNECTION_LIMIT=9", "idle_timeout=2min"]).gateway
        #expect(configuration.headTimeout == .milliseconds(250))
        #expect(configuration.messageBytes == 1 << 20)
        #expect(configuration.connectionLimit == 9)
        #expect(configuration.idleTimeout == .seconds(120))
    }

    @Test func `the interval of pings is the one that clients are told`() throws {
        let configuration = try read(["HEARTBEAT_INTERVAL": "40s"]).gateway
        #expect(configuration.heartbeatInterval == .seconds(40))
        #expect(configuration.hub.heartbeatSeconds == 40)
    }

    @Test(arguments: ["10", "10h", "s", "", "-1s", "1.5s", "9999999999999999999s", "10 s", "0ms"])
    func `what is no time, or out of range, is a mistake`(text: String) {
        let names = mistakes(["HEAD_TIMEOUT": text]).map { String($0.prefix { $0 != ":" }) }
        #expect(names == (text.isEmpty ? [] : ["HEAD_TIMEOUT"]))
    }

    @Test(arguments: ["NOTHING=1", "HEAD_TIMEOUT", "=1"])
    func `a flag that names no limit is a mistake`(flag: String) {
        let lines = mistakes([:], [flag, "OTHER=2"])
        #expect(lines.count == 2)
        #expect(lines.first?.hasPrefix("--limit \(flag): ") == true)
    }

    @Test func `a mistake says how a value is written`() {
        let lines = mistakes(["HEAD_TIMEOUT": "10", "HEAD_BYTES": "1", "FIELD_COUNT": "1s"])
        #expect(
            lines == [
                "HEAD_BYTES: expected a size from 1KiB to 1MiB, in bytes or with KiB, MiB or GiB, "
                    + "not \"1\"",
                "FIELD_COUNT: expected a number from 10 to 10000, not \"1s\"",
                "HEAD_TIMEOUT: expected a time from 100ms to 60min, with ms, s or min, not \"10\"",
            ])
    }

    @Test func `help and listing have every limit`() throws {
        let help = Serve.helpMessage(columns: 100)
        for limit in Limits.all { #expect(help.contains(limit.name), "\(limit.name)") }
        let lines = Limits.listing(try read(["BODY_TIMEOUT": "5s"]))
        #expect(lines.count == Limits.all.count)
        #expect(lines.contains { $0.hasPrefix("BODY_TIMEOUT ") && $0.hasSuffix("* 5s") })
        #expect(lines.filter { $0.contains("*") }.count == 1)
    }

    @Test func `the README lists every limit as it is`() throws {
        let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let text = try String(contentsOfFile: root + "/README.md", encoding: .utf8)
        let rows = Limits.all.map {
            "| `\($0.name)` | \($0.text($0.standard)) | \($0.span) | \($0.reason) |\n"
        }
        for row in rows { #expect(text.contains(row)) }
        #expect(text.contains(rows.joined()))
    }
}
