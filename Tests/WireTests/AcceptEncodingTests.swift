import Testing
import Wire

@Suite struct AcceptEncodingTests {
    @Test(arguments: [
        ("gzip", true), ("GZIP", true), ("x-gzip", true), ("*", true), ("gzip, deflate, br", true),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", true), ("gzip;q=0", false), ("gzip;q=0.000", false),
        ("gzip ; q=0.001", true), ("*;q=0", false), ("*, gzip;q=0", false), ("identity", false),
        ("identity;q=0.5, gzip;q=1.0", true), ("identity, gzip;q=0.5", false),
        ("identity;q=0, gzip;q=0.1", true), ("br", false), ("", false), ("gzip;q=2", false),
        ("gzip;q=1.001", false), ("gzip;q=x", false), ("gzip;q=0.1234", false),
        ("gzip;level=9", false), ("gzip;q=1;a=b", false), ("gzipped", false),
        ("gzip;q=0, gzip", false),
    ])
    func `gzip is sent to those who like it`(value: String, prefers: Bool) {
        #expect(AcceptEncoding(["Accept-Encoding": value]).prefersGzip == prefers)
    }

    @Test func `lines are one list, and none means plain`() {
        let two: HTTPFields = ["Accept-Encoding": "br", "accept-encoding": "gzip"]
        #expect(AcceptEncoding(two).prefersGzip)
        #expect(!AcceptEncoding([:]).prefersGzip)
    }
}
