import LiveClient
import Net
import Wire

/// Keep-alive connections to one hub; a request takes the one that has been idle for longest.
///
/// *(loop)* When all are busy requests wait in the order in which they came, up to a limit; more
/// fail at once with `tooMany`.
final class RESTPool: RESTCaller {
    private let make: () -> RESTClient
    private let width: Int
    private let queueLimit: Int
    private var made: [RESTClient] = []
    private var idle: [RESTClient] = []
    private var waiting: [CheckedContinuation<Void, Never>] = []
    /// On their way to those who waited, in their order.
    private var handed: [RESTClient] = []

    init(
        to address: SocketAddress, host: String, width: Int, queueLimit: Int = 4_096,
        on loop: EventLoop
    ) {
        make = { RESTClient(to: address, host: host, on: loop) }
        self.width = width
        self.queueLimit = queueLimit
    }

    func send(_ request: HTTPRequest) async throws(RESTError) -> HTTPResponse {
        guard !idle.isEmpty || made.count < width || waiting.count < queueLimit else {
            throw .tooMany
        }
        let client = await take()
        defer { give(client) }
        return try await client.send(request)
    }

    func close() {
        for client in made { client.close() }
    }

    private func take() async -> RESTClient {
        await withCheckedContinuation { continuation in
            guard let client = pick() else { return waiting.append(continuation) }
            handed.append(client)
            continuation.resume()
        }
        return handed.removeFirst()
    }

    /// One that has nothing to do; nil when all are at work.
    private func pick() -> RESTClient? {
        if !idle.isEmpty { return idle.removeFirst() }
        guard made.count < width else { return nil }
        let client = make()
        made.append(client)
        return client
    }

    private func give(_ client: RESTClient) {
        if waiting.isEmpty {
            idle.append(client)
        } else {
            handed.append(client)
            waiting.removeFirst().resume()
        }
    }
}
