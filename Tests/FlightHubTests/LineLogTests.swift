import Events
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
}
