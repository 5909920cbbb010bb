import Events
import LiveProtocol

extension ClientMachine {
    /// The WebSocket is open.
    package mutating func opened(now: Duration) {
        guard connection == .connecting else { return }
        heardAt = now
        silenceLimit = configuration.firstSilence
        bye = nil
        if let token {
            connection = .authenticating(since: now)
            actions.append(.send(.auth(id: Self.authRequest, token: token)))
        } else {
            connection = .open(since: now)
            subscribeWanted()
        }
    }

    /// A ping or pong came: the server is there.
    package mutating func heard(now: Duration) {
        heardAt = now
    }

    /// Lets time pass; to be called about once a second.
    package mutating func tick(now: Duration) {
        switch connection {
        case .idle, .connecting, .ended: return
        case .authenticating, .open: break
        }
        if now - heardAt > silenceLimit {
            heardAt = now
            actions.append(.disconnect)
            return
        }
        for index in topics.indices {
            if case .refused(let until) = topics[index].standing, until <= now {
                topics[index].standing = .wanted
            }
        }
        subscribeWanted()
    }

    /// The connection, or the attempt at one, has ended.
    package mutating func closed(_ end: ClientEnd, now: Duration) {
        if connection == .ended {
            actions.append(.ended(end))
            return
        }
        let stood = standingTime(now: now)
        for index in topics.indices { topics[index].standing = .wanted }
        if stood >= configuration.stableAfter { attempts = 0 }
        guard let delay = delay(after: end, stood: stood) else {
            connection = .ended
            actions.append(.ended(end))
            return
        }
        // It was said for this end: a server that is gone by now must not be asked without a pause.
        bye = nil
        attempts += 1
        connection = .connecting
        actions.append(.interrupted(end))
        actions.append(.connect(after: delay))
    }

    private func standingTime(now: Duration) -> Duration {
        switch connection {
        case .authenticating(let since), .open(let since): now - since
        case .idle, .connecting, .ended: .zero
        }
    }

    /// How long to wait before reconnecting; nil for never.
    private mutating func delay(after end: ClientEnd, stood: Duration) -> Duration? {
        switch end {
        case .refused(let status, let retryAfter):
            guard status == 429 || status >= 500 else { return nil }
            return min(retryAfter ?? .zero, configuration.longestAbsence) + jitter()
        case .closed, .lost:
            switch policy(of: end) {
            case .never: return nil
            case .atOnce: return stood >= configuration.stableAfter ? .zero : jitter()
            case .afterDelay:
                return bye?.delay.map { min($0, configuration.longestAbsence) } ?? jitter()
            }
        }
    }

    private func policy(of end: ClientEnd) -> ReconnectPolicy {
        if case .closed(let number?) = end {
            return CloseCode(rawValue: number)?.reconnect ?? .afterDelay
        }
        return bye?.code.reconnect ?? .afterDelay
    }

    /// Full jitter: anything from nothing to a bound that doubles with each attempt.
    private mutating func jitter() -> Duration {
        let doublings = min(attempts, 16)
        let bound = min(configuration.backoffLimit, configuration.backoffBase * (1 << doublings))
        return fraction(of: bound)
    }

    /// A random part of `bound`.
    mutating func fraction(of bound: Duration) -> Duration {
        // SplitMix64: eight bytes of state, and seeds that differ by one give unlike delays.
        random &+= 0x9E37_79B9_7F4A_7C15
        var bits = random
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        bits ^= bits >> 31
        return bound * (Double(bits >> 11) / Double(1 << 53))
    }

    /// The `id` of `auth`; those of other requests are numbers.
    static let authRequest = "auth"
}
