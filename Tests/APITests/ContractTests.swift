import API
import Accounts
import Foundation
import JSON
import Testing
import Wire

/// `protocol/openapi.json` and the program say the same.
@Suite struct ContractTests {
    private let document: JSONValue
    private let api = APIFixture()

    init() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        document = try JSONValue.parse(
            Array(Data(contentsOf: root.appending(path: "protocol/openapi.json"))))
    }

    private var operations: [(name: String, value: JSONValue)] {
        get throws {
            let paths = try #require(document["paths"]?.asObject)
            return paths.members.flatMap { path in
                (path.value.asObject?.members ?? []).filter { $0.name != "parameters" }.map {
                    ("\($0.name.uppercased()) \(path.name)", $0.value)
                }
            }
        }
    }

    @Test func `every route is in the contract, and the other way round`() throws {
        let routes = Set(api.router.routes.map { "\($0.method.rawValue) \($0.pattern)" })
        let documented = Set(try operations.map(\.name))
        #expect(routes.subtracting(documented).sorted() == [])
        #expect(documented.subtracting(routes).sorted() == [])
    }

    @Test func `what needs a token says so, and only that`() async throws {
        for (name, operation) in try operations {
            let parts = name.split(separator: " ")
            let method = try #require(HTTPMethod(rawValue: String(parts[0])))
            let response = await api.send(method, String(parts[1]))
            let needsToken = response.code == "UNAUTHENTICATED"
            #expect(needsToken == (operation["security"] != nil), "\(name)")
        }
    }

    @Test func `every status that a request without sense gets is documented`() async throws {
        for (name, operation) in try operations {
            let parts = name.split(separator: " ")
            let method = try #require(HTTPMethod(rawValue: String(parts[0])))
            let responses = try #require(operation["responses"]?.asObject)
            for (query, body) in [("", "{}"), ("?x=1", "{"), ("", "[]"), ("?limit=0", nil)] {
                let response = await api.send(
                    method, String(parts[1]) + query, body: body, token: api.token(.admin),
                    fields: ["Idempotency-Key": "key"])
                #expect(
                    responses[String(response.status)] != nil,
                    "\(name)\(query) answered \(response.status) \(response.code ?? "")")
            }
        }
    }

    @Test func `every reference of the contract leads somewhere`() throws {
        for reference in references(in: document) {
            let place = reference.split(separator: "/").dropFirst().reduce(
                Optional(document)
            ) { value, name in value?[String(name)] }
            #expect(place != nil, "\(reference)")
        }
    }

    private func references(in value: JSONValue) -> [String] {
        switch value {
        case .object(let object):
            object.members.flatMap { member in
                member.name == "$ref"
                    ? [member.value.asString ?? "?"] : references(in: member.value)
            }
        case .array(let elements): elements.flatMap(references)
        case .null, .boolean, .number, .string: []
        }
    }
}
