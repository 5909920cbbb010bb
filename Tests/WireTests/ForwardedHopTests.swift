import Testing
import Wire

@Suite struct ForwardedHopTests {
    private func text(_ hops: [ForwardedHop]) -> [String] {
        hops.map { hop in
            let scheme = hop.isSecure.map { $0 ? " https" : " http" } ?? ""
            return (hop.client?.description ?? "?") + scheme
        }
    }

    @Test func `the hops of X-Forwarded-For come in order, over lines too`() throws {
        let fields: HTTPFields = [
            "X-Forwarded-For": "203.0.113.1, nobody", "x-forwarded-for": "[2001:db8::1]:9,10.0.0.1",
            "X-Forwarded-Proto": "http, https",
        ]
        #expect(
            text(ForwardedHop.deFacto(fields))
                == ["203.0.113.1 https", "? https", "2001:db8::1 https", "10.0.0.1 https"])
        #expect(try ForwardedHop.standard(fields).isEmpty)
    }

    @Test(arguments: [
        ("for=192.0.2.43", ["192.0.2.43"]),
        (#"For="[2001:db8:cafe::17]:4711";proto=https"#, ["2001:db8:cafe::17 https"]),
        ("for=192.0.2.60;proto=http;by=203.0.113.43", ["192.0.2.60 http"]),
        ("for=192.0.2.43, for=198.51.100.17;proto=https", ["192.0.2.43", "198.51.100.17 https"]),
        (#"for="_gazonk", for=unknown"#, ["?", "?"]),
        (#"by="a,b;for=1.2.3.4";for=192.0.2.1"#, ["192.0.2.1"]),
        (#"for="192.0.2.1\", for=10.0.0.1""#, ["?"]),
        ("proto=gopher;for=192.0.2.1", ["192.0.2.1"]), ("", ["?"]), ("for", ["?"]),
    ])
    func `the hops of Forwarded are those of RFC 7239`(value: String, hops: [String]) throws {
        #expect(try text(ForwardedHop.standard(["Forwarded": value])) == hops)
    }

    @Test(arguments: [
        #"for="192.0.2.1, for=10.0.0.1"#, #"for=", for="[2001:db8::1]:4711""#,
        #"for="\, for=10.0.0.1"#, #"for="a"b, for=10.0.0.1"#, #"for=a", for=10.0.0.1"#,
        #"for=",for="10.0.0.1";by="10.0.0.2""#, #"""#, #"for="a";""#,
    ])
    func `quotes that a client leaves open do not swallow what a proxy adds`(value: String) {
        #expect(throws: ForwardedHopError.self) {
            try ForwardedHop.standard(["Forwarded": value])
        }
    }
}
