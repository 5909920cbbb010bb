package import Accounts

/// Delays one flight of ten by 15 to 90 minutes; which ones is settled by their ids and a secret,
/// so that every run of the job agrees.
package struct SimulatedDelay: Sendable {
    private let sha256: any SHA256Hasher
    private let secret: [UInt8]

    /// Delays settled by `secret`.
    package init(sha256: any SHA256Hasher, secret: [UInt8]) {
        self.sha256 = sha256
        self.secret = secret
    }

    /// The delay of `flight`; nil when it is on time.
    package func delay(of flight: Flight) -> Duration? {
        let hash = sha256.sha256(Array("\(flight.id)\(flight.serviceDate)".utf8) + secret)
        let draw = hash.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard draw % 10 == 0 else { return nil }
        return .seconds(60 * (15 + Int64(draw / 10 % 76)))
    }
}
