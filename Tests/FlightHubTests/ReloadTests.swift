import Certificates
import Glibc
import Net
import Testing
import Wire

@testable import FlightHub

/// SIGHUP belongs to the process, so one test has it to itself.
@Suite(.serialized) struct ReloadTests {
    @Test func `SIGHUP reads the certificates anew`() async throws {
        let certificates = try Certificates()
        let pair = try certificates.make("a")
        let server = try TLSServer(TLSServerConfiguration(pairs: [pair]))
        let reload = CertificateReload(server)
        let (reloads, reloaded) = AsyncStream.makeStream(of: Bool.self)
        try ReloadSignals.listen {
            reload.run()
            reloaded.yield(server.timeProblems.isEmpty)
        }
        var outcomes = reloads.makeAsyncIterator()
        _ = try certificates.makeExpired("a")
        kill(getpid(), SIGHUP)
        #expect(await outcomes.next() == false)
        // A mistake: the server keeps what it has.
        unlink(pair.key)
        kill(getpid(), SIGHUP)
        #expect(await outcomes.next() == false)
        _ = try certificates.make("a")
        kill(getpid(), SIGHUP)
        #expect(await outcomes.next() == true)
    }
}
