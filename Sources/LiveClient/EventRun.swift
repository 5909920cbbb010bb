import Events
package import LiveProtocol

/// Events of one topic that came one behind another, with no gap between them.
package struct EventRun: Sendable, Equatable {
    /// In the order in which they came; there is one at least.
    package private(set) var frames: [EventFrame]

    /// A run of one.
    package init(_ frame: EventFrame) { frames = [frame] }

    /// Adds an event of the same topic if it follows the last one: in the same history, later, and
    /// without one between them that did not come; or if both have no place in the order.
    package mutating func append(_ frame: EventFrame) -> Bool {
        let last = frames[frames.count - 1]
        guard last.topic == frame.topic, follows(frame, last) else { return false }
        frames.append(frame)
        return true
    }

    private func follows(_ frame: EventFrame, _ last: EventFrame) -> Bool {
        guard let position = last.cursor, let cursor = frame.cursor else {
            return last.cursor == nil && frame.cursor == nil
        }
        return cursor.epoch == position.epoch && cursor.seq > position.seq
            && frame.prev?.isNew(after: position) != true
    }

    /// Whether its events have no place in the order.
    var isEphemeral: Bool { frames[0].cursor == nil }

    /// The cursor of its last event, when all of it is new to a client at `position` that missed
    /// nothing; nil when each event has to be looked at by itself.
    func end(following position: Cursor) -> Cursor? {
        guard let first = frames[0].cursor, first.epoch == position.epoch,
            first.seq > position.seq, frames[0].prev?.isNew(after: position) != true
        else { return nil }
        return frames[frames.count - 1].cursor
    }
}

extension Cursor {
    /// Whether it is after `position`, or of another history, which is neither before nor after.
    func isNew(after position: Cursor) -> Bool {
        epoch != position.epoch || seq > position.seq
    }
}
