import Glibc
import Testing

@testable import Net

/// A TLS client and a server in one thread, with the bytes between them in the test's hand.
final class Wiretap {
    let client: TLSSession
    let server: TLSSession
    private let clientEnd: FileDescriptor
    private let serverEnd: FileDescriptor
    /// The other ends, where what was sent comes out.
    private let fromClient: FileDescriptor
    private let fromServer: FileDescriptor

    init(_ server: TLSServer, _ destination: TLSDestination) throws {
        let (first, second) = (try Socket.pair(), try Socket.pair())
        clientEnd = FileDescriptor(owning: first.first)
        fromClient = FileDescriptor(owning: first.second)
        serverEnd = FileDescriptor(owning: second.first)
        fromServer = FileDescriptor(owning: second.second)
        client = try #require(destination.session(on: first.first))
        self.server = try #require(server.session(on: second.first))
    }

    /// Carries at most `limit` bytes in each direction; how many there were.
    @discardableResult
    func carry(_ limit: Int = 1 << 20) -> Int {
        move(fromClient.number, fromServer.number, limit)
            + move(fromServer.number, fromClient.number, limit)
    }

    private func move(_ source: Int32, _ target: Int32, _ limit: Int) -> Int {
        var bytes = [UInt8](repeating: 0, count: min(limit, 1 << 16))
        guard case .bytes(let count) = Socket.read(source, into: &bytes) else { return 0 }
        #expect(Socket.write(target, bytes[..<count]) == .bytes(count))
        return count
    }

    /// Lets both shake hands, with so many bytes at a time, until neither goes on.
    func shakeHands(_ limit: Int = 1 << 20) -> (client: TLSSession.Progress, TLSSession.Progress) {
        var progress = (
            client: TLSSession.Progress.awaitsBytes, server: TLSSession.Progress.awaitsBytes
        )
        repeat {
            progress = (client.shakeHands(), server.shakeHands())
        } while progress != (.done, .done) && carry(limit) > 0
        // The tickets, for who reads next.
        carry()
        return progress
    }

    /// What one end reads until it would block, and how the last read ended.
    static func read(_ session: TLSSession, limit: Int = 1 << 16) -> ([UInt8], IOResult) {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: limit)
        while true {
            let result = buffer.withUnsafeMutableBytes { session.read(into: $0) }
            guard case .bytes(let count) = result else { return (all, result) }
            all += buffer[..<count]
        }
    }

    /// Ends the client's stream without a word of TLS.
    func cutClient() { Socket.shutdownWrite(fromServer.number) }

    /// Sends the server what the client never said.
    func inject(_ bytes: [UInt8]) {
        #expect(Socket.write(fromServer.number, bytes) == .bytes(bytes.count))
    }
}
