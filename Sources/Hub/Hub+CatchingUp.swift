package import Events
import LiveProtocol

/// From where a client was to the present: memory where it reaches, else the history; and the
/// snapshot where neither can.
extension Hub {
    /// Decides how a subscription begins; nil when it is gone.
    mutating func begin(_ number: Int32, wish: ResumePoint) -> TopicOutcome? {
        guard let subscription = subscriptions[Int(number)],
            let topic = topics[Int(subscription.topic)]?.topic
        else { return nil }
        let name = topic.description
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
        if subscription.takesSnapshot && topic.kind.hasSnapshot {
            move(number, to: .awaitingSnapshot(reason: nil))
            return .snapshot(topic: name)
        }
        move(number, to: .live)
        return wish == .none
            ? .live(topic: name, cursor: position) : .reset(topic: name, cursor: position)
    }

    /// Takes the next step of a subscription that is not live yet.
    mutating func proceed(_ number: Int32) {
        guard let subscription = subscriptions[Int(number)],
            let record = topics[Int(subscription.topic)], !reads.values.contains(number)
        else { return }
        // What catches up is pulled: nothing is fetched for a socket that cannot take it.
        if member(subscription.connection)?.backlog != nil { return }
        switch subscription.state {
        case .live, .checking, .waiting, .ahead: break
        case .awaitingSnapshot:
            let read = freshNumber()
            reads[read] = number
            actions.append(.readSnapshot(read, record.topic))
        case .catchingUp(let seq):
            if seq <= position.seq && window.reaches(back: seq) {
                sendWindow(after: seq, to: number)
            } else {
                let read = freshNumber()
                reads[read] = number
                actions.append(
                    .readHistory(read, record.topic, after: seq, limit: configuration.pageLimit))
            }
        }
    }

    /// Takes a page of the history; nil when it could not be read.
    package mutating func historyRead(_ read: Int, _ page: HistoryPage?) {
        guard let number = reads.removeValue(forKey: read),
            let subscription = subscriptions[Int(number)],
            case .catchingUp(let seq) = subscription.state
        else { return }
        guard let page, page.head.epoch == position.epoch else {
            retries.append((now + configuration.readRetry, number))
            return
        }
        floor = max(floor, page.head.floor)
        guard page.head.floor <= seq else {
            startAgain(number, reason: "the history before the cursor is gone")
            return
        }
        var last = seq
        for entry in page.entries {
            sendCaughtUp(entry, after: last, to: number)
            last = entry.seq
        }
        move(number, to: .catchingUp(seq: page.through))
        if page.through >= page.head.head {
            join(number, at: page.through)
        } else {
            pace(subscription.connection)
        }
    }

    /// Takes a snapshot; nil when it could not be read.
    package mutating func snapshotRead(_ read: Int, _ snapshot: Snapshot?) {
        guard let number = reads.removeValue(forKey: read),
            let subscription = subscriptions[Int(number)],
            case .awaitingSnapshot(let reason) = subscription.state
        else { return }
        guard let snapshot, snapshot.head.epoch == position.epoch,
            let topic = topics[Int(subscription.topic)]?.topic
        else {
            retries.append((now + configuration.readRetry, number))
            return
        }
        let cursor = Cursor(epoch: position.epoch, seq: snapshot.head.head)
        let message = ServerMessage.snapshot(
            topic: topic.description, cursor: cursor, state: snapshot.state, reason: reason)
        send(message, to: subscription.connection)
        move(number, to: .catchingUp(seq: cursor.seq))
        joinSilently(number, at: cursor.seq)
    }

    /// Everything up to `seq` was sent: says so, and goes live from there.
    private mutating func join(_ number: Int32, at seq: Int64) {
        if seq < position.seq {
            proceed(number)
        } else {
            mark(number, seq)
            joinSilently(number, at: seq)
        }
    }

    private mutating func joinSilently(_ number: Int32, at seq: Int64) {
        if seq == position.seq {
            move(number, to: .live)
        } else if seq > position.seq {
            move(number, to: .ahead(seq: seq))
        } else {
            proceed(number)
        }
    }

    private mutating func sendWindow(after seq: Int64, to number: Int32) {
        guard let subscription = subscriptions[Int(number)],
            let topic = topics[Int(subscription.topic)]?.topic
        else { return }
        var last = seq
        var bytes = 0
        for entry in window.entries(after: seq) where entry.topics.contains(topic) {
            guard bytes < configuration.flushSize else {
                move(number, to: .catchingUp(seq: last))
                pace(subscription.connection)
                return
            }
            sendCaughtUp(entry, after: last, to: number)
            last = entry.seq
            bytes += entry.payload.count
        }
        mark(number, position.seq)
        move(number, to: .live)
    }

    private mutating func sendCaughtUp(_ entry: LogEntry, after last: Int64, to number: Int32) {
        guard let subscription = subscriptions[Int(number)],
            let topic = topics[Int(subscription.topic)]?.topic
        else { return }
        if let types = subscription.types, !types.contains(entry.type) { return }
        let prev = subscription.types == nil ? Cursor(epoch: position.epoch, seq: last) : nil
        let text = EventFrame.encode(
            topic: topic.description, cursor: Cursor(epoch: position.epoch, seq: entry.seq),
            prev: prev, event: entry.payload)
        send(text, to: subscription.connection, as: .page, of: number)
    }

    private mutating func mark(_ number: Int32, _ seq: Int64) {
        guard let subscription = subscriptions[Int(number)],
            let topic = topics[Int(subscription.topic)]?.topic
        else { return }
        let cursor = Cursor(epoch: position.epoch, seq: seq)
        send(.mark(cursor: cursor, topic: topic.description), to: subscription.connection)
    }

    /// What the client holds of the topic is void: a snapshot replaces it, or a reset says so.
    mutating func startAgain(_ number: Int32, reason: String) {
        guard let subscription = subscriptions[Int(number)],
            let topic = topics[Int(subscription.topic)]?.topic
        else { return }
        dropDirty(number)
        for read in reads where read.value == number { reads[read.key] = nil }
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
