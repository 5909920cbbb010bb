import Testing
import Wire

@Suite struct IPAddressTests {
    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("::1", "::1"), ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"),
        ("::ffff:192.0.2.1", "192.0.2.1"), ("::ffff:c000:201", "192.0.2.1"),
    ])
    func `an address has one notation`(text: String, usual: String) {
        #expect(IPAddress(text)?.description == usual)
    }

    @Test(arguments: [
        "", "h", "192.0.2", "192.0.2.256", "192.0.2.01", "0x7f.1", "2130706433", "::g",
        "[::1]", "192.0.2.1:80", "fe80::1%eth0", " 192.0.2.1", "192.0.2.1\0",
    ])
    func `anything else is none`(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("192.0.2.1:80", "192.0.2.1"), ("[::1]", "::1"),
        ("[::1]:443", "::1"), ("::1", "::1"), ("[192.0.2.1]", nil), ("[::1]x", nil),
        ("[::1]:x", nil), ("[::1", nil), ("192.0.2.1:x", nil), ("192.0.2.1:70000", nil),
        ("unknown", nil), ("_hidden", nil), ("", nil),
    ])
    func `a node is an address with or without a port`(text: String, address: String?) {
        #expect(IPAddress(node: text)?.description == address)
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false),
        ("192.0.2.128/25", "192.0.2.127", false), ("192.0.2.128/25", "192.0.2.200", true),
        ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false),
        ("0.0.0.0/0", "203.0.113.9", true), ("0.0.0.0/0", "::1", false),
        ("2001:db8::/33", "2001:db8:7fff::1", true), ("2001:db8::/33", "2001:db8:8000::1", false),
        ("10.0.0.0/8", "::ffff:10.1.2.3", true),
    ])
    func `a block holds what begins like it`(text: String, member: String, isIn: Bool) throws {
        let block = try #require(AddressBlock(text))
        #expect(block.contains(try #require(IPAddress(member))) == isIn)
    }

    @Test(arguments: ["10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10/8", "::/129", "h/8", ""])
    func `anything else is no block`(text: String) {
        #expect(AddressBlock(text) == nil)
    }
}
