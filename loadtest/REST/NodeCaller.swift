import LiveClient
import Wire

/// Several nodes of one hub, to each in turn, as behind a balancer. *(loop)*
///
/// A request that its node did not get goes to the next one; so does a read that had no answer.
final class NodeCaller: RESTCaller {
    private let nodes: [any RESTCaller]
    private var turn = 0

    init(_ nodes: [any RESTCaller]) {
        precondition(!nodes.isEmpty, "a hub has a node")
        self.nodes = nodes
    }

    func send(_ request: HTTPRequest) async throws(RESTError) -> HTTPResponse {
        var failure = RESTError.unreachable
        for _ in nodes {
            turn = (turn + 1) % nodes.count
            do throws(RESTError) {
                return try await nodes[turn].send(request)
            } catch {
                guard error == .unreachable || request.method == .get else { throw error }
                failure = error
            }
        }
        throw failure
    }

    func close() {
        for node in nodes { node.close() }
    }
}
