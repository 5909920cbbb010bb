import Accounts
package import Events
import LiveProtocol

extension Hub {
    /// Lets time pass; to be called at least every 100 ms.
    ///
    /// - Parameters:
    ///   - now: A monotonic time.
    ///   - wall: The time that tokens expire by.
    package mutating func tick(now: Duration, wall: Timestamp) {
        self.now = now
        if !waiting.isEmpty { for number in waiting.sorted() { giveUpIfLate(number) } }
        retryReads()
        tellPositions()
        if isDraining { sendAwayWhoseTurnItIs() }
        let second = now.components.seconds
        guard second != lastSecond else { return }
        lastSecond = second
        trim()
        var mark: [UInt8]?
        for member in members {
            guard let member, !member.isLeaving else { continue }
            if let principal = member.principal, principal.expiresAt <= wall {
                leave(member.id, .credentialsEnded, reason: "the token has expired")
            } else if isQuiet(member, second: second) {
                let text = mark ?? ServerMessage.mark(cursor: position, topic: nil).encoded()
                mark = text
                send(text, to: member.id, as: .answer)
            }
        }
    }

    /// Sends every client away, each at its own time and served until then, spread over `window`
    /// so that not all come back at once; the last of a few go sooner, at the configured rate.
    package mutating func drain(over window: Duration) {
        guard !isDraining else { return }
        isDraining = true
        let leaving = members.indices.filter { members[$0] != nil }
        let step = min(
            window / max(1, leaving.count), .seconds(1) / max(1, configuration.drainRate))
        departures = Array(repeating: now, count: members.count)
        for (place, index) in leaving.enumerated() { departures[index] = now + step * place }
        sendAwayWhoseTurnItIs()
    }

    private mutating func sendAwayWhoseTurnItIs() {
        for member in members {
            guard let member, !member.isLeaving, departure(of: member) <= now else { continue }
            let spread = max(1, configuration.reconnectSpreadMilliseconds)
            leave(
                member.id, .serviceRestart, reason: "the server is going away",
                reconnectAfterMilliseconds: Int(member.id.slot) * 37 % spread)
        }
    }

    private func departure(of member: Member) -> Duration {
        let slot = Int(member.id.slot)
        return slot < departures.count ? departures[slot] : now
    }

    private mutating func giveUpIfLate(_ number: Int32) {
        guard case .waiting(_, let until)? = subscriptions[Int(number)]?.state, until <= now else {
            return
        }
        if let id = subscriptions[Int(number)]?.connection { voidPosition(of: id) }
        startAgain(number, reason: "the cursor is ahead of this server")
    }

    /// Quiet topics' cursors must not grow old: everything up to the position has been sent.
    private func isQuiet(_ member: Member, second: Int64) -> Bool {
        let interval = max(1, configuration.markInterval.components.seconds)
        return (Int64(member.id.slot) + second) % interval == 0
            && member.newestSubscription != nil && isLevel(member)
    }
}
