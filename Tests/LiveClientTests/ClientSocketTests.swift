import LiveClient
import Net
import Testing

@Suite struct `A client's socket` {
    /// What an owner heard.
    private enum Heard: Sendable, Equatable {
        case connected, ended
        case bytes(Int)
    }

    private final class Owner: ClientSocketOwner {
        private let continuation: AsyncStream<Heard>.Continuation
        private var pieces = 0
        var socket: ClientSocket?

        init(_ continuation: AsyncStream<Heard>.Continuation) { self.continuation = continuation }

        func socketConnected() { continuation.yield(.connected) }

        func socketReceived(_ bytes: borrowing Span<UInt8>) {
            continuation.yield(.bytes(bytes.count))
            pieces += 1
            if pieces == 3 { socket?.setReadRate(nil) }
        }

        func socketEnded() {
            socket = nil
            continuation.yield(.ended)
            continuation.finish()
        }
    }

    @Test func `reads no more than its rate, until it may`() async throws {
        try await Loopback.run { place in
            let source = try #require(SocketAddress(numeric: "127.0.7.9", port: 0))
            let (stream, continuation) = AsyncStream.makeStream(of: Heard.self)
            nonisolated(unsafe) var accepted: (number: Int32, peer: String)?
            place.loop.execute {
                _ = place.loop.watch(place.listener, .read) { _ in
                    guard case .connection(let peer, let address) = Socket.accept(place.listener)
                    else { return }
                    accepted = (peer, address.host)
                    _ = Socket.write(peer, [UInt8](repeating: 1, count: 4_000))
                    Socket.shutdownWrite(peer)
                }
                let owner = Owner(continuation)
                owner.socket = try? ClientSocket(
                    to: place.address, from: source, on: place.loop, readRate: 5_000, owner: owner)
            }
            var pieces: [Int] = []
            let start = MonotonicTime.now
            for await heard in stream {
                guard case .bytes(let count) = heard else { continue }
                pieces.append(count)
                // A tenth of a second passes after each piece of a tenth of the rate.
                guard pieces.count == 3 else { continue }
                #expect(MonotonicTime.now - start >= .milliseconds(200))
            }
            #expect(pieces == [500, 500, 500, 2_500])
            await withCheckedContinuation { continuation in
                place.loop.execute {
                    #expect(accepted?.peer == "127.0.7.9")
                    if let accepted { FileDescriptor(owning: accepted.number).close() }
                    continuation.resume()
                }
            }
        }
    }
}
