package import Events

/// Counts the logins tried for an account from an address, and says when it is too much.
///
/// A window opens with the first attempt and takes `attempts`; a login that succeeds clears it,
/// so that only failures and attempts under way count. In process: several nodes allow several
/// times as many. When the table is full the window that opened first makes room: to use that,
/// an attacker pays a password hash for every other entry.
package struct LoginThrottle: Sendable {
    /// Limits of the throttle.
    package struct Configuration: Sendable {
        /// Attempts in a window: `domain.md` 1.11 row 31.
        package var attempts = 5
        /// The length of a window.
        package var window = Duration.seconds(60)
        /// The most windows held: about 2 MB.
        package var capacity = 10_000

        /// The defaults.
        package init() {}
    }

    /// What the attempts are counted by.
    package struct Key: Hashable, Sendable {
        let peer: String?
        let account: String

        /// The logins to `email` from the address `peer`, or from all that have none.
        package init(peer: String?, email: EmailAddress) {
            self.peer = peer
            account = email.description
        }
    }

    private struct Window {
        let opened: Timestamp
        var attempts: Int
    }

    private let configuration: Configuration
    private var windows: [Key: Window] = [:]
    /// Keys in the order in which their windows opened; may name windows that are gone.
    private var order: [(key: Key, opened: Timestamp)] = []
    private var oldest = 0

    /// A throttle that has seen nothing.
    package init(_ configuration: Configuration = Configuration()) {
        self.configuration = configuration
    }

    /// How many windows are held.
    package var count: Int { windows.count }

    /// Counts an attempt; the seconds to wait when it is one too many, nil when it may go on.
    package mutating func attempt(_ key: Key, at now: Timestamp) -> Int? {
        if let window = windows[key], now - window.opened < configuration.window {
            guard window.attempts < configuration.attempts else {
                return wait(until: window.opened + configuration.window, from: now)
            }
            windows[key]?.attempts += 1
            return nil
        }
        makeRoom(at: now)
        windows[key] = Window(opened: now, attempts: 1)
        order.append((key, now))
        return nil
    }

    /// Forgets the attempts for `key`: one of them succeeded.
    package mutating func succeeded(_ key: Key) {
        windows[key] = nil
    }

    private func wait(until end: Timestamp, from now: Timestamp) -> Int {
        let microseconds = end.microseconds - now.microseconds
        return max(1, Int((microseconds + 999_999) / 1_000_000))
    }

    /// Drops what is over, and one more if the table is still full.
    private mutating func makeRoom(at now: Timestamp) {
        while oldest < order.count {
            let (key, opened) = order[oldest]
            let over = now - opened >= configuration.window
            let stale = windows[key].map { $0.opened != opened } ?? true
            guard over || stale || windows.count >= configuration.capacity else { break }
            if !stale { windows[key] = nil }
            oldest += 1
        }
        if oldest > 64, oldest * 2 > order.count {
            order.removeFirst(oldest)
            oldest = 0
        }
    }
}
