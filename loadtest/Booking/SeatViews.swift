import Events
import JSON
import LiveProtocol

/// The seat views of one worker's dashboards: those who were told the same share one object.
///
/// A step from a view by an event is computed once and remembered, by what the view holds: also
/// dashboards that began with different snapshots share their views from the next event on. What
/// is remembered is bounded, the oldest is forgotten first; then a step is computed once more.
final class SeatViews {
    /// Limits of what is remembered.
    struct Configuration: Sendable {
        /// Steps: a view has about 20 KB, so this is about 20 MB.
        var steps = 1_024
        /// Topics whose last two snapshots are kept: up to 60 KB each.
        var topics = 256
    }

    private struct Step: Hashable {
        let topic: String
        let digest: UInt64
        let cursor: Cursor
    }

    private struct Result {
        let event: [UInt8]
        let view: SeatView
    }

    private struct Snapshot {
        let state: [UInt8]
        let view: SeatView
    }

    private var results: BoundedMemo<Step, Result>
    private var snapshots: BoundedMemo<String, [Snapshot]>
    /// Snapshots and events that could not be read; each is a fault of the hub.
    private(set) var unreadable = 0

    init(_ configuration: Configuration = Configuration()) {
        results = BoundedMemo(capacity: configuration.steps)
        snapshots = BoundedMemo(capacity: configuration.topics)
    }

    /// Steps that are remembered.
    var remembered: Int { results.count }

    /// The view that a snapshot of a `seats:` topic gives.
    func snapshot(of topic: String, _ state: [UInt8]) -> SeatView {
        let kept = snapshots[topic] ?? []
        if let same = kept.first(where: { $0.state == state }) { return same.view }
        let json = try? JSONValue.parse(state)
        if json == nil { unreadable += 1 }
        let view = SeatView(json ?? .null)
        snapshots.keep(
            kept.suffix(1) + [Snapshot(state: state, view: view)], for: topic)
        return view
    }

    /// The view after an event of its topic.
    ///
    /// One that cannot be read, or has no place in the order, changes nothing.
    func apply(_ frame: EventFrame, to view: SeatView) -> SeatView {
        guard let cursor = frame.cursor else { return view }
        let step = Step(topic: frame.topic, digest: view.digest, cursor: cursor)
        // A hub that sends different events under one cursor must not be covered up.
        if let result = results[step], result.event == frame.event { return result.view }
        guard
            let change = (try? JSONValue.parse(frame.event))?["data"]
                .flatMap({ SeatMapReading.Seat($0) })
        else {
            unreadable += 1
            return view
        }
        let next = view.after(change)
        results.keep(Result(event: frame.event, view: next), for: step)
        return next
    }
}
