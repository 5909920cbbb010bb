import GoldenTables
import Testing
import Wire

/// A case of `protocol/rfc6455`, or of the messages of `protocol/rfc7692`.
struct FrameCase: Decodable, Sendable, CustomTestStringConvertible {
    /// What was agreed on for compressed messages.
    enum Deflate: String, Decodable { case fresh, context }

    struct Part: Decodable, Sendable {
        let hex: String
        let times: Int?
    }

    let name: String
    let role: String?
    let limit: Int?
    let closing: Bool?
    let partial: Bool?
    let deflate: Deflate?
    private let bytes: [Part]
    private let expect: [Outcome]

    var testDescription: String { name }

    var input: [UInt8] {
        bytes.flatMap { part in
            Array(repeatElement(GoldenFile.bytes(hex: part.hex), count: part.times ?? 1).joined())
        }
    }

    var expected: [WebSocketMachine.Action] { expect.map(\.action) }

    /// A machine in the state that the case begins with.
    func machine() -> WebSocketMachine {
        var machine = WebSocketMachine(
            role: role == "client" ? .client : .server, messageLimit: limit ?? 1024 * 1024,
            isCompressible: deflate != nil)
        if closing == true { #expect((machine.startClose()) == true) }
        return machine
    }

    /// An inflater as the case agreed on; nil when it did not.
    func inflater() -> Inflater? {
        deflate.map { Inflater(keepsContext: $0 == .context) }
    }

    static let all: [FrameCase] = {
        let files = [
            "rfc6455/frames", "rfc6455/fragments", "rfc6455/text", "rfc6455/control",
            "rfc6455/close", "rfc6455/autobahn", "rfc7692/messages",
        ]
        do {
            return try files.flatMap {
                try GoldenFile.read("\($0).json", as: FrameCase.self)
            }
        } catch {
            fatalError("the tables of frames cannot be read: \(error)")
        }
    }()
}

extension FrameCase {
    /// What comes out.
    struct Outcome: Decodable, Sendable {
        let action: WebSocketMachine.Action

        private enum Key: String, CodingKey {
            case text, binary, ping, pong, close, fail, times, reason, answer
        }

        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: Key.self)
            let times = try values.decodeIfPresent(Int.self, forKey: .times) ?? 1
            let answer = try values.decodeIfPresent(Bool.self, forKey: .answer) ?? true
            func payload(_ key: Key) throws -> [UInt8]? {
                guard let text = try values.decodeIfPresent(String.self, forKey: key) else {
                    return nil
                }
                let bytes = key == .text ? Array(text.utf8) : GoldenFile.bytes(hex: text)
                return Array(repeatElement(bytes, count: times).joined())
            }
            if let text = try payload(.text) {
                action = .text(text)
            } else if let binary = try payload(.binary) {
                action = .binary(binary)
            } else if let ping = try payload(.ping) {
                action = .ping(ping)
            } else if let pong = try payload(.pong) {
                action = .pong(pong)
            } else if let fail = try values.decodeIfPresent(String.self, forKey: .fail) {
                action = .fail(try #require(WebSocketFailure(rawValue: fail)), answer: answer)
            } else {
                let code = try values.decode(UInt16?.self, forKey: .close)
                let reason = try values.decodeIfPresent(String.self, forKey: .reason) ?? ""
                action = .close(
                    WebSocketClose(
                        code: code.map(WebSocketCloseCode.init(rawValue:)), reason: reason),
                    answer: answer)
            }
        }
    }
}
