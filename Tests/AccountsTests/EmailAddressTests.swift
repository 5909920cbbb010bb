import Accounts
import Testing

@Suite struct EmailAddressTests {
    @Test(arguments: ["a@b.de", "first.last+tag@mail.example.com", "o'neil@x-y.org"])
    func `takes an ordinary address`(text: String) {
        #expect(EmailAddress(text)?.description == text)
    }

    @Test func `compares without regard to case`() {
        #expect(EmailAddress("Agent@FlightHub.TEST") == EmailAddress("agent@flighthub.test"))
    }

    @Test(arguments: [
        "", "@", "a@", "@b.de", "a@b", "a b@c.de", "a@b..de", ".a@b.de", "a.@b.de", "a@-b.de",
        "a@b-.de", "a@b@c.de", "a@b.de\n", "ä@b.de", "\"a\"@b.de", "a@[127.0.0.1]",
    ])
    func `refuses what is none`(text: String) {
        #expect(EmailAddress(text) == nil)
    }

    @Test func `holds to the lengths of RFC 5321`() {
        let local = String(repeating: "l", count: 64)
        #expect(EmailAddress("\(local)@b.de") != nil)
        #expect(EmailAddress("\(local)l@b.de") == nil)
        let label = String(repeating: "d", count: 61)
        let domain = "\(label).\(label).\(label)"
        #expect(EmailAddress("\(local)@\(domain).de") != nil)
        #expect(EmailAddress("\(local)@\(domain).defg") == nil)
    }
}
