import Testing
import Wire

/// A case of `protocol/http`.
struct RequestCase: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let phase: String?
    private let input: [Part]
    let expect: [Outcome]

    var testDescription: String { name }

    var bytes: [UInt8] { input.flatMap(\.bytes) }

    var expectedPhase: HTTPRequestParser.Phase {
        switch phase {
        case "head": .head
        case "body": .body
        default: .idle
        }
    }

    static let all: [RequestCase] = {
        do {
            return try ["requests", "refusals"].flatMap {
                try GoldenFile.read("http/\($0).json", as: RequestCase.self)
            }
        } catch {
            fatalError("protocol/http cannot be read: \(error)")
        }
    }()

    /// A piece of the input.
    private struct Part: Decodable, Sendable {
        let bytes: [UInt8]

        private enum Key: String, CodingKey { case hex, `repeat`, times }

        init(from decoder: any Decoder) throws {
            if let text = try? decoder.singleValueContainer().decode(String.self) {
                bytes = Array(text.utf8)
                return
            }
            let values = try decoder.container(keyedBy: Key.self)
            if let hex = try values.decodeIfPresent(String.self, forKey: .hex) {
                bytes = GoldenFile.bytes(hex: hex)
                return
            }
            let text = try values.decode(String.self, forKey: .repeat)
            let times = try values.decode(Int.self, forKey: .times)
            bytes = Array(repeatElement(text.utf8, count: times).joined())
        }
    }

    /// What comes out.
    struct Outcome: Decodable, Sendable {
        let `continue`: Bool?
        let error: String?
        let status: Int?
        let method: String?
        let path: String?
        let pathCount: Int?
        let query: String?
        let body: String?
        let bodyCount: Int?
        let fields: [[String]]?
        let keepAlive: Bool?
    }
}
