import Conversations
import Events
import FoundationEssentials
import JSON
import LiveClient
import Testing

@testable import FlightHub

/// The contract's conversations, against a whole hub; `book-a-seat` is the way of an event from
/// `POST /bookings` to the frame.
struct ConversationTests {
    private static let folder =
        "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        + "/protocol/conversations"

    @Test func `go as they are told`() async throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder)
            .filter { $0.hasSuffix(".json") }.sorted()
        #expect(names.contains("book-a-seat.json"))
        try await RunningHub.run { hub in
            let hubOperator = HubOperator(of: hub)
            for (name, url) in names.flatMap({ [($0, hub.url), ($0, hub.secureURL)] }) {
                let file = FileManager.default.contents(atPath: "\(Self.folder)/\(name)")
                let text = Array(try #require(file))
                let conversation = try Conversation(JSONValue.parse(text))
                let player = ConversationPlayer(url: url, on: hub.loop, tls: hub.tls) {
                    try await hubOperator.perform($0, secure: url.isSecure)
                }
                do {
                    try await player.play(conversation, on: CivilDate(WallClock.now()))
                } catch {
                    Issue.record("\(name) at \(url.webSocketAddress): \(error)")
                }
            }
            await hubOperator.stop()
        }
    }
}
