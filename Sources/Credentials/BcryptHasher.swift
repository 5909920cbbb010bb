package import Accounts
import CCrypt
import FoundationEssentials

/// Hashes passwords with bcrypt by libxcrypt, as many at a time as there are cores to spare.
package struct BcryptHasher: PasswordHasher {
    /// Limits of the hasher.
    package struct Configuration: Sendable {
        /// The logarithm of the number of rounds; 10 takes about 60 ms: `domain.md` 1.11 row 21.
        package var cost = 10
        /// Hashes computed at once: half of the cores, and the others are left to the loops.
        package var concurrency = max(1, ProcessInfo.processInfo.activeProcessorCount / 2)
        /// Calls waiting for their turn: at 60 ms each, one at a time, the last waits 4 s; more are
        /// refused.
        package var queue = 64

        /// The defaults.
        package init() {}
    }

    private let configuration: Configuration
    private let gate: Gate

    /// A hasher with these limits.
    package init(_ configuration: Configuration = Configuration()) {
        self.configuration = configuration
        gate = Gate(width: configuration.concurrency, queue: configuration.queue)
    }

    package func hash(_ password: Password) async throws(AccountError) -> String {
        let hash = try await compute(password.bytes, setting: makeSetting())
        guard let hash else { throw .unavailable }
        return hash
    }

    package func verify(
        _ password: [UInt8], against hash: String
    ) async throws(AccountError) -> Bool {
        guard password.count <= Password.longest, !password.contains(0),
            let computed = try await compute(password, setting: hash)
        else { return false }
        return Self.same(computed, hash)
    }

    private func compute(
        _ phrase: [UInt8], setting: String
    ) async throws(AccountError) -> String? {
        guard await gate.enter() else { throw .unavailable }
        defer { gate.leave() }
        return await Self.crypt(phrase, setting: setting)
    }

    /// `$2b$`, the cost, and 128 random bits in bcrypt's base 64.
    private func makeSetting() -> String {
        var generator = SystemRandomNumberGenerator()
        var salt: [UInt8] = []
        for index in 0..<22 {
            // 22 × 6 = 132 bits: of the last character only the two upper bits are used.
            let mask: UInt64 = index == 21 ? 0x30 : 0x3F
            salt.append(Self.alphabet[Int(generator.next() & mask)])
        }
        let cost = configuration.cost < 10 ? "0\(configuration.cost)" : "\(configuration.cost)"
        return "$2b$\(cost)$" + String(decoding: salt, as: UTF8.self)
    }

    /// Leaves the caller's executor; nil when libxcrypt refuses the setting.
    @concurrent
    private static func crypt(_ phrase: [UInt8], setting: String) async -> String? {
        // 32 KB: too much for the stack of a pool thread.
        let data = UnsafeMutablePointer<crypt_data>.allocate(capacity: 1)
        defer { unsafe data.deallocate() }
        unsafe UnsafeMutableRawPointer(data).initializeMemory(
            as: UInt8.self, repeating: 0, count: MemoryLayout<crypt_data>.size)
        let text = phrase.map { CChar(bitPattern: $0) } + [0]
        guard let output = unsafe crypt_r(text, setting, data) else { return nil }
        let hash = unsafe String(cString: output)
        // Failure tokens begin with an asterisk (crypt(5)).
        return hash.hasPrefix("*") ? nil : hash
    }

    /// Compares without telling by its time where the first difference is.
    private static func same(_ left: String, _ right: String) -> Bool {
        guard left.utf8.count == right.utf8.count else { return false }
        return zip(left.utf8, right.utf8).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private static let alphabet = Array(
        "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
}
