import ArgumentParser
import Events
import Glibc
import JSON
import Logging
import Testing

@testable import FlightHub

@Suite struct LineLogTests {
    private let time = Timestamp(seconds: 0)

    private func line(_ format: LineLog.Format, _ message: String) -> String {
        LineLog(label: "hub", format: format, logLevel: .info)
            .rendered(message, level: .warning, ["b": "2", "a": "x\ny"], at: time)
    }

    @Test func `text is one line, whatever the message holds`() {
        #expect(
            line(.text, "gone\nfake entry")
                == "1970-01-01T00:00:00.000Z warning hub: gone?fake entry a=x?y b=2")
    }

    @Test func `json holds the same, with the values as they were`() throws {
        let json = try JSONValue.parse(Array(line(.json, "gone\n").utf8))
        #expect(json["level"]?.asString == "warning")
        #expect(json["message"]?.asString == "gone\n")
        #expect(json["a"]?.asString == "x\ny")
        #expect(json["time"]?.asString == "1970-01-01T00:00:00.000Z")
    }

    @Test func `a collector of json reads why serve did not start as well`() async throws {
        let ended = await #expect(
            processExitsWith: .exitCode(78), observing: [\.standardErrorContent]
        ) {
            unsetenv("DATABASE_URL")
            setenv("LOG_FORMAT", "json", 1)
            let serve = try Serve.parse(["--port", "x"])
            do {
                try await serve.run()
            } catch {
                Serve.exit(withError: error)
            }
        }
        let result = try #require(ended)
        let lines = try result.standardErrorContent.split(separator: UInt8(ascii: "\n")).map {
            try JSONValue.parse(Array($0))
        }
        let messages = lines.compactMap { $0["message"]?.asString }
        #expect(messages.contains("DATABASE_URL: is needed and not set"))
        #expect(messages.contains("PORT: expected a number from 0 to 65535, not \"x\""))
        #expect(lines.allSatisfy { $0["level"]?.asString == "critical" })
    }
}
