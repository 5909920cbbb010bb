import Accounts
import Events
import Hub
import JSON

/// What nodes and clients read.
extension VirtualPostgres {
    var historyHead: HistoryHead {
        HistoryHead(
            epoch: state.history.epoch, head: max(state.head, state.history.floor),
            floor: state.history.floor)
    }

    /// A page of the history of all topics: rows and head at one moment, the floor later.
    func readPage(
        _ caller: Caller, after seq: Int64, limit: Int,
        _ reply: @escaping (Result<HistoryPage, StoreFailure>) -> Void
    ) {
        ask(
            caller, { [self] in page(on: nil, after: seq, limit: limit) },
            then: { [self] in withFloor($0) }, reply)
    }

    /// Pages of the history of some topics, all of one moment.
    func readPages(
        _ caller: Caller, after positions: [TopicPosition], limit: Int,
        _ reply: @escaping (Result<[HistoryPage], StoreFailure>) -> Void
    ) {
        ask(
            caller,
            { [self] in positions.map { page(on: $0.topic, after: $0.seq, limit: limit) } },
            then: { [self] in $0.map(withFloor) }, reply)
    }

    private func withFloor(_ page: HistoryPage) -> HistoryPage {
        let head = HistoryHead(
            epoch: page.head.epoch, head: page.head.head, floor: state.history.floor)
        return HistoryPage(head: head, entries: page.entries, through: page.through)
    }

    private func page(on topic: Topic?, after seq: Int64, limit: Int) -> HistoryPage {
        if seq < state.droppedThrough { tally.bites(.partitionDropped) }
        let from = max(seq, state.droppedThrough)
        var seqs: [Int64] = []
        if let topic {
            let due = domain.number(of: topic).map { state.seqs(onTopic: $0, after: from) }
            seqs = Array((due ?? []).prefix(limit))
        } else if from < state.head {
            seqs = Array((from + 1...state.head).prefix(limit))
        }
        let entries = seqs.compactMap { state.event(at: $0) }
        let isFull = entries.count >= limit
        return HistoryPage(
            head: historyHead, entries: entries,
            through: isFull ? entries.last?.seq ?? seq : max(historyHead.head, seq))
    }

    /// `source || ' ' || event_id` at `seq`; nil for what is gone or never was.
    func identity(at seq: Int64) -> String? {
        seq > state.droppedThrough ? state.event(at: seq)?.identity : nil
    }

    /// The state behind a topic and the head, of one moment.
    func snapshot(of topic: Topic) -> Snapshot {
        Snapshot(head: historyHead, state: stateText(of: topic))
    }

    /// The state behind a topic: each of its entities with its version and its last event.
    private func stateText(of topic: Topic) -> [UInt8] {
        JSONWriter.object { json in
            for index in domain.entities(on: topic) {
                guard let event = state.entities[index].event else { continue }
                json.member(
                    domain.entities[index].subject,
                    object: { entity in
                        entity.member("version", state.entities[index].version)
                        entity.member("event", event.description)
                    })
            }
        }
    }

    /// The sessions that were revoked, as a node reads them when it starts.
    var revokedSessions: [RevokedSession] { state.revoked }
}
