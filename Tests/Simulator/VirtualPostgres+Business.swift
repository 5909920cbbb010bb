import Accounts
import Events

/// Transactions of the business: they hold their locks, take ids, and commit in any order.
extension VirtualPostgres {
    struct Transaction {
        let number: Int
        var rows: [DatabaseState.OutboxRow] = []
        /// Entities as they will be, each locked until the end.
        var changes: [Int: DatabaseState.Entity] = [:]
        var revoked: [RevokedSession] = []
    }

    /// Begins a transaction that locks `entities`; nil when the server is away.
    func begin(locking entities: [Int]) -> Int? {
        guard isUp else { return nil }
        lastTransaction += 1
        locked.formUnion(entities)
        open[lastTransaction] = Transaction(
            number: lastTransaction,
            changes: Dictionary(
                uniqueKeysWithValues: entities.map { ($0, state.entities[$0]) }))
        return lastTransaction
    }

    /// The transaction's last statement: every change of it becomes an event, with the next id.
    func insert(_ events: [NewEvent], of entities: [Int], into number: Int) {
        guard open[number] != nil else { return }
        for (entity, event) in zip(entities, events) {
            open[number]?.changes[entity] = .init(version: event.version, event: event.id)
        }
        insert(zip(events, entities).map { ($0, $1) }, into: number)
    }

    /// Ends a session, with its event.
    func revoke(_ session: RevokedSession, _ event: NewEvent, in number: Int) {
        open[number]?.revoked.append(session)
        insert([(event, nil)], into: number)
    }

    private func insert(_ events: [(event: NewEvent, entity: Int?)], into number: Int) {
        for (event, entity) in events {
            lastID += 1
            open[number]?.rows.append(
                .init(transaction: number, id: lastID, event: event, entity: entity))
        }
    }

    /// Makes the transaction visible, or undoes it; one that the server has lost is gone already.
    func end(_ number: Int, commits: Bool) {
        guard let transaction = open.removeValue(forKey: number) else { return }
        locked.subtract(transaction.changes.keys)
        guard commits else { return }
        for (entity, change) in transaction.changes { state.entities[entity] = change }
        state.revoked += transaction.revoked
        state.outbox += transaction.rows
        state.committed += transaction.rows.count
        committed()
    }
}
