/// Hashes passwords slowly, on purpose.
///
/// A call takes tens of milliseconds of a core: it runs off the caller's executor, and only so
/// many at a time. Throws `unavailable` when too many are waiting already.
package protocol PasswordHasher: Sendable {
    /// A self-describing hash with its own random salt.
    func hash(_ password: Password) async throws(AccountError) -> String

    /// Whether `password` is the one that `hash` was made from, in a time that does not tell.
    ///
    /// False for a hash that cannot be read, and for bytes that no password may have.
    func verify(_ password: [UInt8], against hash: String) async throws(AccountError) -> Bool
}
