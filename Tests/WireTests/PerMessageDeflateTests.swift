import GoldenTables
import Testing
import Wire

/// A case of `protocol/rfc7692/negotiation.json`.
struct NegotiationCase: Decodable, Sendable, CustomTestStringConvertible {
    struct Terms: Decodable {
        let keepsContext: Bool?
        let serverWindowBits: Int?
        let clientWindowBits: Int?
    }

    /// The answer's field, no field, or a status.
    enum Answer: Decodable, Equatable {
        case field(String)
        case none
        case refused(Int)

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if value.decodeNil() {
                self = .none
            } else if let status = try? value.decode(Int.self) {
                self = .refused(status)
            } else {
                self = .field(try value.decode(String.self))
            }
        }
    }

    let name: String
    let offer: [String]
    private let terms: Terms?
    let answer: Answer

    private enum CodingKeys: CodingKey { case name, offer, terms, answer }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        name = try values.decode(String.self, forKey: .name)
        offer = try values.decode([String].self, forKey: .offer)
        terms = try values.decodeIfPresent(Terms.self, forKey: .terms)
        answer = try values.decode(Answer.self, forKey: .answer)
    }

    var testDescription: String { name }

    /// The server's terms.
    var wanted: PerMessageDeflate.Terms {
        var wanted = PerMessageDeflate.Terms()
        if let keeps = terms?.keepsContext { wanted.keepsContext = keeps }
        if let bits = terms?.serverWindowBits { wanted.serverWindowBits = bits }
        if let bits = terms?.clientWindowBits { wanted.clientWindowBits = bits }
        return wanted
    }

    /// The handshake with the offer.
    var request: HTTPRequest {
        var fields: HTTPFields = [
            "Host": "h", "Upgrade": "websocket", "Connection": "Upgrade",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version": "13",
        ]
        for line in offer { fields.append("Sec-WebSocket-Extensions", line) }
        return HTTPRequest(method: .get, path: "/", fields: fields)
    }

    static let all: [NegotiationCase] = {
        do {
            return try GoldenFile.read("rfc7692/negotiation.json", as: NegotiationCase.self)
        } catch {
            fatalError("protocol/rfc7692/negotiation.json cannot be read: \(error)")
        }
    }()
}

@Suite struct PerMessageDeflateTests {
    @Test(arguments: NegotiationCase.all)
    func `answers an offer`(_ offer: NegotiationCase) {
        #expect(Self.answer(to: offer, terms: offer.wanted) == offer.answer)
    }

    @Test(arguments: NegotiationCase.all)
    func `a server that compresses nothing agrees to nothing`(_ offer: NegotiationCase) {
        let answer = Self.answer(to: offer, terms: nil)
        if case .refused = offer.answer {
            #expect(answer == offer.answer)
        } else {
            #expect(answer == .none)
        }
    }

    private static func answer(
        to offer: NegotiationCase, terms: PerMessageDeflate.Terms?
    ) -> NegotiationCase.Answer {
        do throws(WebSocketHandshakeError) {
            let handshake = try WebSocketHandshake(
                checking: offer.request, subprotocols: [], deflate: terms)
            let field = handshake.response.fields["Sec-WebSocket-Extensions"]
            return field.map { .field($0) } ?? .none
        } catch {
            return .refused(error.status)
        }
    }

    @Test func `the agreement says what the answer says`() throws {
        var terms = PerMessageDeflate.Terms()
        terms.keepsContext = true
        let all = try #require(
            NegotiationCase.all.first { $0.name == "all four parameters" })
        let agreed = try WebSocketHandshake(
            checking: all.request, subprotocols: [], deflate: terms
        ).deflate
        #expect(agreed?.serverKeepsContext == false)
        #expect(agreed?.clientKeepsContext == false)
        #expect(agreed?.serverWindowBits == 10)
        #expect(agreed?.clientWindowBits == 11)
    }
}
