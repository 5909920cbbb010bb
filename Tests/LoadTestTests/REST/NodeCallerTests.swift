import LiveClient
import Testing
import Wire

@testable import loadtest

/// Which node answers.
struct NodeCallerTests {
    private final class Node: RESTCaller {
        var failure: RESTError?
        var calls = 0

        func send(_ request: HTTPRequest) async throws(RESTError) -> HTTPResponse {
            calls += 1
            if let failure { throw failure }
            return HTTPResponse(status: 200)
        }

        func close() {}
    }

    private func request(_ method: HTTPMethod) -> HTTPRequest {
        HTTPRequest(method: method, path: "/", query: "", body: [])
    }

    @Test func `nodes take turns`() async throws {
        let nodes = [Node(), Node()]
        let caller = NodeCaller(nodes)
        for _ in 0..<4 { _ = try await caller.send(request(.post)) }
        #expect(nodes.map(\.calls) == [2, 2])
    }

    @Test func `what a node did not get goes to the next`() async throws {
        let nodes = [Node(), Node()]
        nodes[1].failure = .unreachable
        let caller = NodeCaller(nodes)
        #expect(try await caller.send(request(.post)).status == 200)
        #expect(nodes.map(\.calls) == [1, 1])
    }

    @Test func `a change that may have been made is not asked for twice, a read is`() async throws {
        let nodes = [Node(), Node()]
        nodes[1].failure = .connectionLost
        let caller = NodeCaller(nodes)
        await #expect(throws: RESTError.connectionLost) {
            _ = try await caller.send(request(.post))
        }
        #expect(nodes.map(\.calls) == [0, 1])
        _ = try await caller.send(request(.get))
        #expect(try await caller.send(request(.get)).status == 200)
        #expect(nodes[1].calls == 2)
    }

    @Test func `without any node the request fails`() async {
        let nodes = [Node(), Node()]
        for node in nodes { node.failure = .unreachable }
        await #expect(throws: RESTError.unreachable) {
            _ = try await NodeCaller(nodes).send(request(.get))
        }
    }
}
