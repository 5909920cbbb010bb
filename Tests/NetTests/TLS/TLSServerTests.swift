import Certificates
import Glibc
import Testing

@testable import Net

@Suite struct `TLS servers` {
    private let certificates: Certificates

    init() throws { certificates = try Certificates() }

    /// Whether a client that trusts only this certificate gets along with the server.
    private func answers(
        _ server: TLSServer, _ name: String, with pair: TLSServerConfiguration.Pair
    ) throws -> Bool {
        let client = try TLSClient(.file(pair.certificate))
        let wire = try Wiretap(server, TLSDestination(client, name: name))
        return wire.shakeHands() == (.done, .done)
    }

    @Test func `choose the certificate by name`() throws {
        let a = try certificates.make("a", for: ["a.test", "*.wild.test"])
        let b = try certificates.make("b", .rsa, for: ["b.test"])
        let server = try TLSServer(TLSServerConfiguration(pairs: [a, b]))
        #expect(try answers(server, "a.test", with: a))
        #expect(try answers(server, "x.wild.test", with: a))
        #expect(try answers(server, "b.test", with: b))
        #expect(try !answers(server, "b.test", with: a))
        #expect(try answers(server, "127.0.0.1", with: a))
    }

    @Test func `give connections what the files hold when they begin`() throws {
        let old = try certificates.make("old")
        let pair = try certificates.make("now")
        _ = Shell.perform("cp \(old.certificate) \(pair.certificate); cp \(old.key) \(pair.key)")
        let server = try TLSServer(TLSServerConfiguration(pairs: [pair]))
        let client = try TLSClient(.file(old.certificate))
        let before = try Wiretap(server, TLSDestination(client, name: "localhost"))
        let during = try Wiretap(server, TLSDestination(client, name: "localhost"))
        #expect(before.shakeHands() == (.done, .done))
        let fresh = try certificates.make("now")
        #expect(throws: Never.self) { try server.reload() }
        #expect(during.shakeHands() == (.done, .done))
        #expect(try answers(server, "localhost", with: fresh))
        #expect(try !answers(server, "localhost", with: old))
        #expect(before.client.write([7][...]) == .bytes(1))
        before.carry()
        #expect(Wiretap.read(before.server).0 == [7])
    }

    @Test func `keep what they have when the files are wrong`() throws {
        let pair = try certificates.make("a")
        let good = try certificates.make("good")
        _ = Shell.perform("cp \(pair.certificate) \(good.certificate)")
        let server = try TLSServer(TLSServerConfiguration(pairs: [pair]))
        unlink(pair.key)
        #expect(throws: TLSSetupError.self) { try server.reload() }
        #expect(try answers(server, "localhost", with: good))
    }

    @Test func `say what is wrong with each file`() throws {
        let a = try certificates.make("a")
        let b = try certificates.make("b")
        let text = try certificates.write("no PEM\n", to: "text")
        let missing = "\(certificates.folder)/missing"
        let locked = "\(certificates.folder)/locked"
        _ = Shell.perform("openssl pkey -in \(a.key) -aes256 -passout pass:x -out \(locked)")
        let weak = certificates.pair("weak")
        _ = Shell.perform(
            "openssl req -x509 -newkey rsa:1024 -nodes -keyout \(weak.key) -out "
                + "\(weak.certificate) -subj /CN=weak -addext subjectAltName=DNS:weak.test")
        let nameless = certificates.pair("nameless")
        _ = Shell.perform(
            "openssl req -x509 -newkey rsa:2048 -nodes -keyout \(nameless.key) -out "
                + "\(nameless.certificate) -subj /CN=localhost")
        let cases: [(TLSServerConfiguration.Pair, [String])] = [
            (
                .init(certificate: missing, key: missing),
                [
                    "\(missing) cannot be read: No such file or directory",
                    "\(missing) cannot be read: No such file or directory",
                ]
            ),
            (
                .init(certificate: text, key: text),
                [
                    "\(text) holds no certificate (PEM)", "\(text) holds no private key (PEM)",
                ]
            ),
            (
                .init(certificate: a.certificate, key: b.key),
                [
                    "\(b.key) is not the key of the certificate in \(a.certificate)"
                ]
            ),
            (
                .init(certificate: a.certificate, key: locked),
                [
                    "\(locked) is encrypted: nobody can be asked for a passphrase here "
                        + "(`openssl pkey` removes it)"
                ]
            ),
            (weak, ["\(weak.certificate) is refused: ee key too small"]),
            (
                nameless,
                [
                    "\(nameless.certificate) is for no name that another of its kind is not for: "
                        + "it would not serve"
                ]
            ),
        ]
        for (pair, expected) in cases {
            do throws(TLSSetupError) {
                _ = try TLSServer(TLSServerConfiguration(pairs: [b, pair]))
                Issue.record("\(pair) was taken")
            } catch {
                #expect(error.problems.map { "\($0.path) \($0.reason)" } == expected)
            }
        }
    }

    @Test func `say that a certificate has expired`() throws {
        let pair = try certificates.makeExpired("old")
        let server = try TLSServer(TLSServerConfiguration(pairs: [pair]))
        #expect(
            server.timeProblems == [
                "\(pair.certificate) has expired: clients will not trust it"
            ])
    }
}

@Suite struct `Certificate choice` {
    private let choice = CertificateChoice([
        .init(names: ["a.test", "*.w.test"], kind: 1),
        .init(names: ["a.test"], kind: 2),
        .init(names: ["a.test", "b.test"], kind: 2),
        .init(names: ["x.w.test"], kind: 2),
    ])

    @Test(arguments: [
        ("a.test", [0, 1]), ("A.Test", [0, 1]), ("b.test", [2]), ("y.w.test", [0]),
        ("x.w.test", [0, 3]), ("w.test", [0, 1]), ("z.y.w.test", [0, 1]), (".w.test", [0, 1]),
    ])
    func `takes the first of each kind that has the name`(name: String, places: [Int]) {
        #expect(choice.places(for: name) == places)
        #expect(choice.combinations.contains(places))
    }

    @Test func `has an answer for no name`() {
        #expect(choice.places(for: nil) == [0, 1])
        #expect(CertificateChoice([.init(names: [], kind: 1)]).places(for: nil) == [0])
    }
}

@Suite struct `Ticket keys` {
    private func time(_ seconds: UInt64) -> MonotonicTime {
        MonotonicTime(nanoseconds: seconds * 1_000_000_000)
    }
    private func random(_ byte: UInt8) -> [UInt8] { [UInt8](repeating: byte, count: 80) }

    @Test func `rotate, and open as long as a ticket lives`() throws {
        var keys = TicketKeys(rotation: .seconds(10), lifetime: .seconds(20))
        let first = keys.sealing(now: time(0)) { random(1) }
        let same = keys.sealing(now: time(9)) { random(2) }
        #expect(same.name == first.name)
        let second = keys.sealing(now: time(10)) { random(2) }
        #expect(second.name != first.name)
        #expect(keys.opening(name: second.name, now: time(10))?.isNewest == true)
        #expect(keys.opening(name: first.name, now: time(29))?.isNewest == false)
        #expect(keys.opening(name: first.name, now: time(30)) == nil)
        #expect(keys.opening(name: second.name, now: time(39)) != nil)
    }
}
