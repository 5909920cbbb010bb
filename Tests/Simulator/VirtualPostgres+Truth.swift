import Accounts
import Events

/// What the oracle asks for at each delivery: of the state in place, as a copy of it counts a dozen
/// references.
extension VirtualPostgres {
    /// What a client reads in `event`; nil unless it is, byte for byte, the one at `seq`.
    func reading(of event: [UInt8], at seq: Int64) -> Reading? {
        guard seq > 0, seq <= state.events.count else { return nil }
        let index = Int(seq) - 1
        return state.events[index].payload.hasBytes(of: event) ? state.readings[index] : nil
    }

    /// Whether `epoch` is the history that goes on.
    func isOfHistory(_ epoch: Epoch) -> Bool { epoch == state.history.epoch && !isInDoubt }

    /// The first event that whoever holds `view` has to get and has not, dropped or not.
    func firstDue(on view: TopicView) -> Int64? {
        let seqs = state.topics[view.number]
        let next = seqs.count(upTo: view.last)
        guard let types = view.types else { return next < seqs.count ? seqs[next] : nil }
        return seqs[next...].first { types.contains(state.readings[Int($0) - 1].type) }
    }

    /// The first entity of which `view` holds an older version than it has once everything up to
    /// `seq` has happened, and that version; nil when there is none but those that it is owed
    /// after `seq`.
    func firstNewer(than view: TopicView, at seq: Int64) -> (entity: Int, version: Int64)? {
        let changes = state.changes
        let held = view.entities
        for index in domain.entities(onTopic: view.number) {
            let version = Int64(changes[index].count(upTo: seq))
            if (held[index]?.version ?? 0) < version, view.owed[index] ?? 0 <= seq {
                return (index, version)
            }
        }
        return nil
    }

    /// The entities of which `view` holds an older version than it has at its position, each with
    /// where it changes next; nil when it does not.
    func older(in view: TopicView) -> [(entity: Int, next: Int64?)] {
        domain.entities(onTopic: view.number).compactMap { index in
            let changes = state.changes[index]
            let count = changes.count(upTo: view.last)
            guard (view.entities[index]?.version ?? 0) < count else { return nil }
            return (index, count < changes.count ? changes[count] : nil)
        }
    }

    /// Where in the history a session ended; nil while it has not.
    func end(of session: UniqueID) -> Int64? { state.revocations[session] }
}

extension ArraySlice<UInt8> {
    /// Whether both are the same: comparing events byte by byte took a twentieth of a story's time.
    ///
    /// Without a branch, so that the compiler takes several words at a time.
    fileprivate func hasBytes(of other: [UInt8]) -> Bool {
        guard count == other.count, count >= 8 else { return elementsEqual(other) }
        return withUnsafeBytes { bytes in
            other.withUnsafeBytes { others in
                guard let one = bytes.baseAddress, let two = others.baseAddress else {
                    return false
                }
                let last = bytes.count - 8
                var found = one.difference(from: two, at: last)
                for offset in stride(from: 0, to: last, by: 8) {
                    found |= one.difference(from: two, at: offset)
                }
                return found == 0
            }
        }
    }
}

extension UnsafeRawPointer {
    /// Not 0 if the eight bytes differ that both have there.
    fileprivate func difference(from other: UnsafeRawPointer, at offset: Int) -> UInt64 {
        loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            ^ other.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }
}
