/// Mistakes that a hub like this is known to make, put in on purpose to see the simulator find them.
///
/// Each is an edge that does its duty badly: the rules under test are never changed.
package enum ClassicBug: String, CaseIterable, Sendable {
    /// The sequencer reads `id > last`: ids are allotted before the commit, so a transaction that
    /// commits late is never seen.
    case readsByID = "reads-by-id"
    /// The rows of a resume are read when the request comes, its head when it is answered: what
    /// happened between is in neither.
    case readsBeforeRegistering = "reads-before-registering"
    /// The server takes a cursor's number for its own, whatever history it is from.
    case trustsAnotherEpoch = "trusts-another-epoch"
    /// The client keeps one cursor for all its topics.
    case keepsOneCursor = "keeps-one-cursor"
    /// What waited for a slow client is sent by entity, not by cursor.
    case flushesByKey = "flushes-by-key"
    /// A snapshot that many share gets its cursor when it is handed out, not when it is read.
    case stampsSnapshotsLate = "stamps-snapshots-late"
    /// The sequencer goes on after what it believes it has published, and never looks at the log.
    case trustsTheLog = "trusts-the-log"

    /// The faults that bring it to light soonest.
    package var provokedBy: [Fault] {
        switch self {
        case .readsByID: []
        case .readsBeforeRegistering: [.nodeKilled, .cutLink]
        case .trustsAnotherEpoch: [.lossyFailOver, .cutLink]
        case .keepsOneCursor: [.cutLink, .clientRestart, .slowReader]
        case .flushesByKey: [.slowReader]
        case .stampsSnapshotsLate: [.lossyFailOver, .failOver, .nodeKilled]
        case .trustsTheLog: [.imageRestore]
        }
    }
}
