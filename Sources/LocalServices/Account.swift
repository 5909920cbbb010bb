import Glibc

/// The system account that a service runs as when we are root.
struct Account: Sendable, Equatable {
    let name: String
    let user: uid_t
    let group: gid_t

    /// The account to drop to, or nil when we are not root and simply stay who we are.
    static func forServices() throws(LocalServiceError) -> Account? {
        guard geteuid() == 0 else { return nil }
        let candidates = ["postgres", "nobody"]
        for name in candidates {
            if let account = named(name) { return account }
        }
        throw .noAccount(tried: candidates)
    }

    private static func named(_ name: String) -> Account? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var text = [CChar](repeating: 0, count: 16 * 1024)
        guard getpwnam_r(name, &entry, &text, text.count, &found) == 0, found != nil else {
            return nil
        }
        return Account(name: name, user: entry.pw_uid, group: entry.pw_gid)
    }
}
