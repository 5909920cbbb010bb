import Accounts
import Credentials
import Testing

@Suite struct BcryptHasherTests {
    private let quick: BcryptHasher = {
        var configuration = BcryptHasher.Configuration()
        configuration.cost = 4
        return BcryptHasher(configuration)
    }()

    @Test func `hashes with cost 10 and a salt of its own`() async throws {
        let hasher = BcryptHasher()
        let password = try Password("flighthub-demo")
        let first = try await hasher.hash(password)
        #expect(first.hasPrefix("$2b$10$"))
        #expect(first.utf8.count == 60)
        #expect(try await hasher.hash(password) != first)
    }

    @Test func `knows the password again, and no other`() async throws {
        let hash = try await quick.hash(try Password("flighthub-demo"))
        #expect(try await quick.verify(Array("flighthub-demo".utf8), against: hash))
        #expect(try await !quick.verify(Array("flighthub-dem0".utf8), against: hash))
        #expect(try await !quick.verify([], against: hash))
    }

    /// Vectors of the Openwall crypt_blowfish test suite.
    @Test(arguments: [
        ("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"),
        ("U*U*U", "$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a"),
    ])
    func `agrees with other implementations of bcrypt`(password: String, hash: String) async throws
    {
        #expect(try await quick.verify(Array(password.utf8), against: hash))
    }

    @Test func `looks at all 72 bytes`() async throws {
        let long = String(repeating: "x", count: 71)
        let hash = try await quick.hash(try Password(long + "a"))
        #expect(try await quick.verify(Array((long + "a").utf8), against: hash))
        #expect(try await !quick.verify(Array((long + "b").utf8), against: hash))
        #expect(try await !quick.verify(Array((long + "aa").utf8), against: hash))
    }

    @Test(arguments: ["", "*0", "plain", "$2b$10$short"])
    func `matches nothing against a hash that it cannot read`(hash: String) async throws {
        #expect(try await !quick.verify(Array("flighthub-demo".utf8), against: hash))
    }

    @Test func `serves everybody who may wait`() async throws {
        let password = try Password("flighthub-demo")
        let hashes = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<32 { group.addTask { try await quick.hash(password) } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(hashes.count == 32)
    }
}
