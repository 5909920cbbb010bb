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
        for number in waiting.sorted() { giveUpIfLate(number) }
        retryReads()
        tellPositions()
        if isDraining { sendAwayWhoseTurnItIs() }
        let second = now.components.seconds
        guard second != lastSecond else { return }
        lastSecond = second
        for member in members {
            guard let member, !member.isLeaving else { continue }
            if let principal = member.principal, principal.expiresAt <= wall {
                leave(member.id, .credentialsEnded, reason: "the token has expired")
            } else {
                markIfQuiet(member, second: second)
            }
        }
    }

    /// Sends every client away, each at its own time, spread so that not all come back at once.
    package mutating func drain() {
        guard !isDraining else { return }
        isDraining = true
        var place = 0
        for index in members.indices where members[index] != nil {
            let delay = Duration.seconds(place) / max(1, configuration.drainRate)
            members[index]?.leavesAt = now + delay
            place += 1
        }
        sendAwayWhoseTurnItIs()
    }

    private mutating func sendAwayWhoseTurnItIs() {
        for member in members {
            guard let member, !member.isLeaving, member.leavesAt ?? now <= now else { continue }
            let spread = max(1, configuration.reconnectSpreadMilliseconds)
            leave(
                member.id, .serviceRestart, reason: "the server is going away",
                reconnectAfterMilliseconds: Int(member.id.slot) * 37 % spread)
        }
    }

    private mutating func giveUpIfLate(_ number: Int32) {
        guard case .waiting(_, let until)? = subscriptions[Int(number)]?.state, until <= now else {
            return
        }
        startAgain(number, reason: "the cursor is ahead of this server")
    }

    /// Quiet topics' cursors must not grow old: everything up to the position has been sent.
    private mutating func markIfQuiet(_ member: Member, second: Int64) {
        let interval = max(1, configuration.markInterval.components.seconds)
        guard (Int64(member.id.slot) + second) % interval == 0, member.backlog == nil,
            !member.subscriptions.isEmpty,
            member.subscriptions.allSatisfy({ subscriptions[Int($0)]?.state == .live })
        else { return }
        send(.mark(cursor: position, topic: nil), to: member.id)
    }
}
