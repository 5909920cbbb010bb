import Events
import LiveProtocol

/// From where a client was to the present: memory where it reaches, else the history; and the
/// snapshot where neither can.
extension Hub {
    /// Decides how a subscription begins; nil when it is gone.
    mutating func begin(_ number: Int32, wish: ResumePoint) -> TopicOutcome? {
        guard let subscription = subscriptions[Int(number)] else { return nil }
        let name = topics[Int(subscription.topic)].name
        #if PLANTED_MISTAKES
            let wish = trusting(wish)
        #endif
        if case .cursor(let cursor) = wish, cursor.epoch == position.epoch,
            cursor.seq >= floor
        {
            if cursor.seq > position.seq {
                let until = now + configuration.cursorPatience
                move(number, to: .waiting(seq: cursor.seq, until: until))
            } else {
                move(number, to: .catchingUp(seq: cursor.seq))
            }
            return .resumed(topic: name, cursor: cursor)
        }
        if canBeginAgain(number) {
            move(number, to: .awaitingSnapshot(reason: nil))
            return .snapshot(topic: name)
        }
        move(number, to: .live)
        return wish == .none
            ? .live(topic: name, cursor: position) : .reset(topic: name, cursor: position)
    }

    /// Takes the next step of a subscription that is not live yet.
    mutating func proceed(_ number: Int32) {
        var allowance = allowanceOfOneGo
        proceed(number, within: &allowance)
    }

    /// Takes the next step of each subscription of a connection: what one go allows is for all of
    /// them together.
    mutating func proceed(_ numbers: [Int32]) {
        var allowance = allowanceOfOneGo
        for number in numbers { proceed(number, within: &allowance) }
    }

    private var allowanceOfOneGo: Window.Allowance {
        Window.Allowance(entries: configuration.pageLimit, bytes: configuration.flushSize)
    }

    private mutating func proceed(_ number: Int32, within allowance: inout Window.Allowance) {
        guard let subscription = subscriptions[Int(number)], subscription.reading == .none else {
            return
        }
        // What catches up is pulled: nothing is fetched for a socket that cannot take it.
        if blockedSlots.contains(subscription.connection.slot) { return }
        switch subscription.state {
        case .live, .checking, .waiting: break
        case .awaitingSnapshot: askToRead(number)
        case .catchingUp(let seq):
            if window.reaches(back: seq) {
                sendWindow(after: seq, to: number, within: &allowance)
            } else {
                askToRead(number)
            }
        }
    }

    /// Everything up to `seq` was sent, the last event at `last`: says so, and goes live from there.
    mutating func join(_ number: Int32, at seq: Int64, after last: Int64) {
        if seq < position.seq {
            // What comes next may name `seq` as its `prev`: unsaid, it would look like a gap.
            if last < seq && subscriptions[Int(number)]?.types == nil { mark(number, seq) }
            proceed(number)
        } else {
            mark(number, seq)
            joinSilently(number, at: seq)
        }
    }

    /// Everything up to `seq` was sent: goes live from there, or catches up first.
    mutating func joinSilently(_ number: Int32, at seq: Int64) {
        assert(seq <= position.seq, "nothing is sent before the node is there")
        if seq == position.seq { move(number, to: .live) } else { proceed(number) }
    }

    private mutating func sendWindow(
        after seq: Int64, to number: Int32, within allowance: inout Window.Allowance
    ) {
        guard let subscription = subscriptions[Int(number)] else { return }
        let topic = topics[Int(subscription.topic)].topic
        let (frames, last) = window.frames(
            on: topic, after: seq, types: subscription.types, epoch: position.epoch,
            within: &allowance)
        send(pages: frames, to: subscription.connection, of: number)
        if let last {
            move(number, to: .catchingUp(seq: last))
            pace(subscription.connection)
        } else {
            mark(number, position.seq)
            move(number, to: .live)
        }
    }

    private mutating func mark(_ number: Int32, _ seq: Int64) {
        guard let subscription = subscriptions[Int(number)] else { return }
        let topic = topics[Int(subscription.topic)].name
        let cursor = Cursor(epoch: position.epoch, seq: seq)
        send(.mark(cursor: cursor, topic: topic), to: subscription.connection)
    }

    /// What the client holds of the topic is void: a snapshot replaces it, or a reset says so.
    mutating func startAgain(_ number: Int32, reason: String) {
        guard let subscription = subscriptions[Int(number)] else { return }
        let topic = topics[Int(subscription.topic)].topic
        dropDirty(number)
        stopReading(number)
        if canBeginAgain(number) {
            move(number, to: .awaitingSnapshot(reason: reason))
            proceed(number)
        } else {
            let message = ServerMessage.reset(
                topic: topic.description, cursor: position, reason: reason)
            send(message, to: subscription.connection)
            move(number, to: .live)
        }
    }
}
