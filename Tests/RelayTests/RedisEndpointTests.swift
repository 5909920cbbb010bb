import Relay
import Testing

@Suite struct RedisEndpointTests {
    @Test(arguments: [
        ("redis://localhost", RedisEndpoint(.tcp(host: "localhost", port: 6379))),
        ("redis://10.0.0.7:7000/3", RedisEndpoint(.tcp(host: "10.0.0.7", port: 7000), database: 3)),
        ("REDIS://h/", RedisEndpoint(.tcp(host: "h", port: 6379))),
        ("redis://[::1]:7000", RedisEndpoint(.tcp(host: "::1", port: 7000))),
        ("redis://[::1]", RedisEndpoint(.tcp(host: "::1", port: 6379))),
        (
            "redis://:s%40cr:et@h:1",
            RedisEndpoint(.tcp(host: "h", port: 1), password: "s@cr:et")
        ),
        (
            "redis://me:p@h",
            RedisEndpoint(.tcp(host: "h", port: 6379), user: "me", password: "p")
        ),
        ("unix:/run/redis.sock", RedisEndpoint(.unix(path: "/run/redis.sock"))),
        ("unix:///run/redis.sock?db=2", RedisEndpoint(.unix(path: "/run/redis.sock"), database: 2)),
        ("redis+socket:///run/r%20s", RedisEndpoint(.unix(path: "/run/r s"))),
    ])
    func `reads the forms of REDIS_URL`(url: String, endpoint: RedisEndpoint) throws {
        #expect(try RedisEndpoint(url: url) == endpoint)
    }

    @Test(arguments: [
        "", "localhost:6379", "http://h", "redis:h", "redis://", "redis://h:0", "redis://h:x",
        "redis://h/x", "redis://h?x=1", "redis://me@h", "redis://[::1", "unix:relative",
        "unix:/a?x=1", "redis://:%zz@h", "redis://h/-1",
    ])
    func `refuses everything else`(url: String) {
        #expect(throws: RedisEndpointError.self) { try RedisEndpoint(url: url) }
    }

    @Test func `TLS is refused with advice, and no message repeats a password`() {
        let error = #expect(throws: RedisEndpointError.self) {
            try RedisEndpoint(url: "rediss://:secret@h")
        }
        #expect(error?.message.contains("stunnel") == true)
        #expect(error?.message.contains("secret") == false)
        let endpoint = RedisEndpoint(.tcp(host: "h", port: 1), password: "secret", database: 4)
        #expect("\(endpoint)" == "redis://h:1 database 4")
    }
}
