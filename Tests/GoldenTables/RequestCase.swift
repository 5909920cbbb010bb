package import Wire

/// A case of `protocol/http`.
package struct RequestCase: Decodable, Sendable, CustomStringConvertible {
    /// What the case shows.
    package let name: String
    private let phase: String?
    private let input: [Part]
    /// What comes out, in order.
    package let expect: [Outcome]

    package var description: String { name }

    /// The input.
    package var bytes: [UInt8] { input.flatMap(\.bytes) }

    /// Where the input ends.
    package var expectedPhase: HTTPRequestParser.Phase {
        switch phase {
        case "head": .head
        case "body": .body
        default: .idle
        }
    }

    /// Every case.
    package static let all: [RequestCase] = {
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
    package struct Outcome: Decodable, Sendable {
        package let `continue`: Bool?
        package let error: String?
        package let status: Int?
        package let method: String?
        package let path: String?
        package let pathCount: Int?
        package let query: String?
        package let body: String?
        package let bodyCount: Int?
        package let fields: [[String]]?
        package let keepAlive: Bool?
    }
}
