import COpenSSL
import Certificates
import Testing

@testable import Net

@Suite struct `TLS sessions` {
    private let certificates: Certificates
    private let server: TLSServer
    private let destination: TLSDestination

    init() throws {
        certificates = try Certificates()
        let pair = try certificates.make("a")
        server = try TLSServer(TLSServerConfiguration(pairs: [pair]))
        destination = TLSDestination(
            try TLSClient(.file(pair.certificate), resumes: true), name: "localhost")
    }

    @Test(arguments: [1, 2, 7, 1 << 20])
    func `agree on TLS 1.3, however the bytes come`(limit: Int) throws {
        let wire = try Wiretap(server, destination)
        let progress = wire.shakeHands(limit)
        #expect(progress == (.done, .done))
        let facts = wire.server.facts
        #expect(facts.version == "TLSv1.3")
        #expect(facts.applicationProtocol == "http/1.1")
        #expect(!facts.isResumed)
    }

    @Test(arguments: [1, 100, 16_384, 40_000])
    func `carry large texts both ways`(piece: Int) throws {
        let wire = try Wiretap(server, destination)
        #expect(wire.shakeHands() == (.done, .done))
        let text = (0..<min(300_000, piece * 20_000)).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        for (from, to) in [(wire.client, wire.server), (wire.server, wire.client)] {
            var received: [UInt8] = []
            var sent = 0
            while received.count < text.count {
                if sent < text.count, case .bytes(let count) = from.write(text[sent...]) {
                    #expect(count <= TLSSession.recordBytes)
                    sent += count
                }
                wire.carry(piece)
                received += Wiretap.read(to).0
            }
            #expect(received == text)
        }
    }

    @Test func `repeat a write that was blocked, and lose nothing`() throws {
        let wire = try Wiretap(server, destination)
        #expect(wire.shakeHands() == (.done, .done))
        let text = (0..<4_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        var sent = 0
        var blocks = 0
        var received: [UInt8] = []
        while received.count < text.count {
            // The same bytes at another place in memory, and more of them, as an outbox brings them.
            let result =
                sent < text.count ? wire.server.write(Array(text[sent...])[...]) : .bytes(0)
            switch result {
            case .bytes(let count): sent += count
            case .wouldBlock: blocks += 1
            case .endOfStream, .failed: Issue.record("the write ended: \(result)")
            }
            guard result == .wouldBlock || sent == text.count else { continue }
            while wire.carry() > 0 { received += Wiretap.read(wire.client).0 }
        }
        #expect(blocks > 0)
        #expect(received == text)
    }

    @Test func `resume by ticket, and again by the ticket that came with it`() throws {
        for round in 0..<3 {
            let wire = try Wiretap(server, destination)
            #expect(wire.shakeHands() == (.done, .done))
            // The tickets come after the handshake: whoever reads takes them.
            #expect(Wiretap.read(wire.client).1 == .wouldBlock)
            #expect(wire.server.facts.isResumed == (round > 0))
            #expect(wire.client.facts.isResumed == (round > 0))
        }
    }

    @Test func `keep tickets good when the certificates are read anew`() throws {
        for round in 0..<2 {
            let wire = try Wiretap(server, destination)
            #expect(wire.shakeHands() == (.done, .done))
            _ = Wiretap.read(wire.client)
            #expect(wire.server.facts.isResumed == (round > 0))
            try server.reload()
        }
    }

    @Test func `go on when the peer wants new keys`() throws {
        let wire = try Wiretap(server, destination)
        #expect(wire.shakeHands() == (.done, .done))
        for byte in UInt8(0)..<3 {
            #expect(wire.client.updateKeys())
            for (from, to) in [(wire.client, wire.server), (wire.server, wire.client)] {
                #expect(from.write([byte][...]) == .bytes(1))
                wire.carry()
                #expect(Wiretap.read(to).0 == [byte])
            }
        }
    }

    @Test func `take as many changes of keys as a peer may make, and again once it has spoken`()
        throws
    {
        let wire = try Wiretap(server, destination)
        #expect(wire.shakeHands() == (.done, .done))
        for byte in UInt8(0)..<3 {
            for _ in 0..<TLSSession.keyUpdateLimit { #expect(wire.client.updateKeys()) }
            wire.carry()
            #expect(Wiretap.read(wire.server) == ([], .wouldBlock))
            #expect(wire.client.write([byte][...]) == .bytes(1))
            wire.carry()
            #expect(Wiretap.read(wire.server) == ([byte], .wouldBlock))
        }
        #expect(wire.server.failure == nil)
    }

    @Test func `fail a peer that changes its keys on and on, before all that has come is read`()
        throws
    {
        let wire = try Wiretap(server, destination)
        #expect(wire.shakeHands() == (.done, .done))
        for _ in 0..<8 * TLSSession.keyUpdateLimit { #expect(wire.client.updateKeys()) }
        wire.carry()
        var byte: [UInt8] = [0]
        let result = byte.withUnsafeMutableBytes { wire.server.read(into: $0) }
        #expect(result == .failed(.protocolError))
        #expect(wire.server.failure == .keyUpdates)
        #expect(wire.server.recordsRead <= TLSSession.keyUpdateLimit + 2)
    }

    @Test func `count the records that a read takes`() throws {
        let wire = try Wiretap(server, destination)
        #expect(wire.shakeHands() == (.done, .done))
        for _ in 0..<5 { #expect(wire.client.updateKeys()) }
        #expect(wire.client.write([1][...]) == .bytes(1))
        #expect(wire.client.write([2][...]) == .bytes(1))
        wire.carry()
        var bytes: [UInt8] = [0, 0]
        for records in [6, 1] {
            #expect(bytes.withUnsafeMutableBytes { wire.server.read(into: $0) } == .bytes(1))
            #expect(wire.server.recordsRead == records)
        }
    }

    @Test func `end in order when the peer says so, and still take an answer`() throws {
        let wire = try Wiretap(server, destination)
        #expect(wire.shakeHands() == (.done, .done))
        wire.client.sendClosure()
        wire.client.sendClosure()
        wire.carry()
        #expect(Wiretap.read(wire.server).1 == .endOfStream)
        #expect(wire.server.write([1, 2, 3][...]) == .bytes(3))
        wire.carry()
        #expect(Wiretap.read(wire.client).0 == [1, 2, 3])
    }

    @Test func `take a peer that goes without a word for one that has said all`() throws {
        let wire = try Wiretap(server, destination)
        #expect(wire.shakeHands() == (.done, .done))
        wire.cutClient()
        #expect(Wiretap.read(wire.server).1 == .endOfStream)
    }

    @Test func `say that a peer went away in the handshake`() throws {
        let wire = try Wiretap(server, destination)
        _ = wire.client.shakeHands()
        wire.carry(10)
        _ = wire.server.shakeHands()
        wire.cutClient()
        #expect(wire.server.shakeHands() == .failed(.ended))
        #expect(wire.server.shakeHands() == .failed(.ended))
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\n\r\n", TLSFailure.plainRequest),
        ("POST /x HTTP/1.1\r\n\r\n", .plainRequest),
        ("\u{0}\u{1}\u{2}\u{3}\u{4}\u{5}\u{6}\u{7}\u{8}", .violation("wrong version number")),
    ])
    func `know what is no TLS`(text: String, failure: TLSFailure) throws {
        let wire = try Wiretap(server, destination)
        wire.inject(Array(text.utf8))
        #expect(wire.server.shakeHands() == .failed(failure))
        #expect(!wire.server.isOpen)
    }

    @Test func `break when bytes on the way were changed`() throws {
        let wire = try Wiretap(server, destination)
        #expect(wire.shakeHands() == (.done, .done))
        wire.inject([0x17, 3, 3, 0, 20] + [UInt8](repeating: 9, count: 20))
        #expect(Wiretap.read(wire.server).1 == .failed(.protocolError))
        #expect(wire.server.failure == .violation("decryption failed or bad record mac"))
    }

    @Test func `trust nobody who is not known, or has another name`() throws {
        let other = try certificates.make("other")
        let cases = [
            (try TLSClient(.file(other.certificate)), "localhost", "self-signed certificate"),
            (try TLSClient(.system), "localhost", "self-signed certificate"),
            (destination.client, "example.org", "hostname mismatch"),
            (destination.client, "127.0.0.2", "IP address mismatch"),
        ]
        for (client, name, reason) in cases {
            let wire = try Wiretap(server, TLSDestination(client, name: name))
            let progress = wire.shakeHands()
            #expect(progress.client == .failed(.untrusted(reason)))
        }
        let wire = try Wiretap(server, TLSDestination(destination.client, name: "127.0.0.1"))
        #expect(wire.shakeHands() == (.done, .done))
    }
}
