import LiveClient
import Net
import Testing
import Wire

@testable import loadtest

/// Clients of a plain broadcast server, over TCP and on its loop.
@Suite struct `Broadcast clients` {
    /// What clients heard, as `number: what`, until all of them have ended.
    private func heard(
        clients: Int, path: String = "/sub", split: Bool = false, isListening: Bool = true,
        _ script: @escaping Script
    ) async throws -> [String] {
        let loop = try EventLoop(name: "test")
        loop.start()
        defer {
            loop.stop()
            loop.join()
        }
        let listener = try Socket.listenTCP(host: "127.0.0.1", port: 0, reusePort: false).release()
        defer { FileDescriptor(owning: listener).close() }
        let port = try #require(Socket.localPort(listener))
        let address = try #require(
            SocketAddress(numeric: "127.0.0.1", port: isListening ? port : 1))
        let (stream, continuation) = AsyncStream.makeStream(of: String.self)
        loop.execute {
            _ = BroadcastPeer(listener, on: loop, split: split)
            let endpoint = LiveConnection.Endpoint(address: address, host: "localhost", path: path)
            let rest = RESTClient(to: address, host: "localhost", on: loop)
            let crowd = Crowd(continuation, count: clients, rest: rest, script)
            let reads = BroadcastReads()
            for number in 0..<clients {
                crowd.clients.append(
                    try? BroadcastClient(
                        to: endpoint, on: loop, number: number, reads: reads, listener: crowd))
            }
        }
        var heard: [String] = []
        for await line in stream { heard.append(line) }
        return heard
    }

    private func texts(_ heard: [String], of number: Int) -> [String] {
        heard.filter { $0.hasPrefix("\(number): ") }.map { String($0.dropFirst("0: ".count)) }
    }

    @Test(arguments: [false, true])
    func `get what any of them says, in its order`(split: Bool) async throws {
        let heard = try await heard(clients: 3, split: split) { crowd, text in
            switch text {
            case nil:
                crowd.say("one", by: 2)
                crowd.say(String(repeating: "ü", count: 100), by: 2)
            case "one": break
            default: crowd.close()
            }
        }
        for number in 0..<3 {
            #expect(
                texts(heard, of: number) == ["open", "one", String(repeating: "ü", count: 100)])
        }
    }

    @Test func `get what is posted`() async throws {
        let heard = try await heard(clients: 2) { crowd, text in
            if text == nil {
                crowd.post("hello", to: "/pub")
            } else {
                crowd.close()
            }
        }
        #expect(heard.filter { $0.hasSuffix(": hello") }.count == 2)
    }

    @Test func `say why a post was not taken`() async throws {
        let heard = try await heard(clients: 1) { crowd, _ in crowd.post("hello", to: "/nowhere") }
        #expect(heard == ["0: open", "the publisher was answered with 404"])
    }

    @Test(arguments: [
        ("bye", "ended closed(Optional(4000))"), ("cut", "ended lost"), ("junk", "ended lost"),
    ])
    func `say how the connection ended`(word: String, end: String) async throws {
        let heard = try await heard(clients: 1) { crowd, _ in crowd.say(word, by: 0) }
        #expect(heard == ["0: open", "0: " + end])
    }

    @Test func `say that the server refused`() async throws {
        let heard = try await heard(clients: 1, path: "/elsewhere") { _, _ in }
        #expect(heard == ["0: ended refused(status: 404, retryAfter: nil)"])
    }

    @Test func `say that nobody answers`() async throws {
        let heard = try await heard(clients: 1, isListening: false) { _, _ in }
        #expect(heard == ["0: ended lost"])
    }
}

/// What the crowd does when all are open (nil), and when its last client got a text.
private typealias Script = @Sendable (Crowd, String?) -> Void

/// The listener of all clients of a test.
private final class Crowd: BroadcastClientListener {
    var clients: [BroadcastClient?] = []
    private let continuation: AsyncStream<String>.Continuation
    private let script: Script
    private let rest: RESTClient
    private let count: Int
    private var open = 0

    init(
        _ continuation: AsyncStream<String>.Continuation, count: Int, rest: RESTClient,
        _ script: @escaping Script
    ) {
        self.continuation = continuation
        self.count = count
        self.rest = rest
        self.script = script
    }

    func connected(_ client: BroadcastClient) {
        continuation.yield("\(client.number): open")
        open += 1
        if open == count { script(self, nil) }
    }

    func received(_ texts: [[UInt8]], by client: BroadcastClient) {
        for text in texts {
            let text = String(decoding: text, as: UTF8.self)
            continuation.yield("\(client.number): \(text)")
            if client.number == count - 1 { script(self, text) }
        }
    }

    func ended(_ client: BroadcastClient, _ end: ClientEnd) {
        continuation.yield("\(client.number): ended \(end)")
        finish()
    }

    func say(_ text: String, by number: Int) {
        guard let client = clients[number] else { return }
        BroadcastPublisher.webSocket(client).publish(Array(text.utf8)) { self.complain($0) }
    }

    func post(_ text: String, to path: String) {
        BroadcastPublisher.post(rest, path: path).publish(Array(text.utf8)) { self.complain($0) }
    }

    /// Ends every client and the test.
    func close() {
        for client in clients { client?.close() }
        finish()
    }

    private func complain(_ reason: String?) {
        guard let reason else { return }
        continuation.yield(reason)
        close()
    }

    private func finish() {
        clients = []
        continuation.finish()
    }
}
