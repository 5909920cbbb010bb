import Conversations
import Events
import FoundationEssentials
import Glibc
import JSON
import LiveClient
import Net
import Testing

@Suite struct `Conversations` {
    private static let folder =
        "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        + "/protocol/conversations"

    private static let names =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
        .filter { $0.hasSuffix(".json") }.sorted()

    private static var liveHub: String? { getenv("FLIGHTHUB_URL").map { String(cString: $0) } }

    /// Those that need nobody to operate the hub, which is somebody else's here.
    private static let namesForAnyHub = names.filter {
        (try? conversation($0))?.needsOperator == false
    }

    private static func conversation(_ name: String) throws -> Conversation {
        let data = try #require(FileManager.default.contents(atPath: "\(folder)/\(name)"))
        return try Conversation(JSONValue.parse(Array(data)))
    }

    @Test func `are there`() {
        #expect(Self.names.count >= 12)
        // Each way to begin a subscription has one.
        for name in [
            "subscribe-live", "resume", "resume-quiet", "resume-from-history", "resume-behind",
            "resume-ahead", "resume-too-old", "reset", "epoch", "snapshot", "snapshot-shared",
            "snapshot-overlap",
        ] {
            #expect(Self.names.contains(name + ".json"))
        }
    }

    @Test(arguments: names)
    func `can be read, and expect something`(name: String) throws {
        let conversation = try Self.conversation(name)
        #expect(!conversation.title.isEmpty)
        #expect(
            conversation.steps.contains { step in
                switch step {
                case .receive, .refused, .closed: true
                default: false
                }
            })
    }

    @Test(arguments: [
        #"{"title":"t"}"#, #"{"title":"t","steps":[{"dance":{}}]}"#,
        #"{"title":"t","steps":[{"send":{},"receive":{}}]}"#,
        #"{"title":"t","steps":[{"connect":{"user":"x"}}]}"#,
        #"{"title":"t","steps":[{"operate":"explode"}]}"#,
    ])
    func `that make no sense are refused`(text: String) throws {
        let file = try JSONValue.parse(Array(text.utf8))
        #expect(throws: ConversationSyntaxError.self) { try Conversation(file) }
    }

    @Test(
        .enabled(if: liveHub != nil, "FLIGHTHUB_URL names a running hub with demo accounts"),
        arguments: namesForAnyHub)
    func `go as they are told, against a live hub`(name: String) async throws {
        let url = try #require(Self.liveHub.flatMap { ServerURL(parsing: $0) })
        let loop = try EventLoop(name: "conversation")
        loop.start()
        defer {
            loop.stop()
            loop.join()
        }
        let seconds = Int64(Glibc.time(nil))
        try await ConversationPlayer(url: url, on: loop).play(
            Self.conversation(name), on: CivilDate(Timestamp(seconds: seconds)))
    }
}
