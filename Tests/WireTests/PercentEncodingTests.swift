import Testing
import Wire

@Suite struct PercentEncodingTests {
    @Test(
        arguments: [
            ("a=1&b=2", "b", "2"), ("a=1&a=2", "a", "1"), ("a=%C3%A9+x", "a", "é x"),
            ("a", "a", ""),
            ("%61=1", "a", "1"), ("a=b=c", "a", "b=c"), ("a=%zz", "a", nil), ("a=%00", "a", nil),
            ("b=1", "a", nil), ("", "a", nil), ("a=%4", "a", nil), ("a=%ff", "a", nil),
        ] as [(String, String, String?)])
    func `finds a parameter`(_ query: String, _ name: String, _ value: String?) {
        #expect(PercentEncoding.value(of: name, in: query) == value)
    }

    @Test func `encodes what may not stand in a path or a query's value`() {
        #expect(PercentEncoding.encode(path: "/a b/é?#%") == "/a%20b/%C3%A9%3F%23%25")
        #expect(PercentEncoding.encode(queryValue: "a&b=c+d/é") == "a%26b%3Dc%2Bd%2F%C3%A9")
    }
}
