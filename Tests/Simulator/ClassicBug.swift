import Hub

/// Mistakes that a hub like this is known to make, put in on purpose for the simulator to find.
///
/// Each is made where its rule lives. For the rules of the hub that is `Sources/Hub`, in debug
/// builds; the others are rules of SQL, of adapters and of other people's clients, which the
/// simulator has its own copies of.
package enum ClassicBug: String, CaseIterable, Sendable {
    /// The sequencer reads `id > last`: ids are allotted before the commit, so a transaction that
    /// commits late is never seen.
    case readsByID = "reads-by-id"
    /// The sequencer goes on after what it believes it has published, and never looks at the log.
    case trustsTheLog = "trusts-the-log"
    /// The client keeps one cursor for all its topics.
    case keepsOneCursor = "keeps-one-cursor"
    /// A snapshot gets its cursor when it is handed out, not when it is read.
    case stampsSnapshotsLate = "stamps-snapshots-late"
    #if PLANTED_MISTAKES
        /// The hub reads the history before it has registered the subscriber: what happens between
        /// is in neither.
        case readsBeforeRegistering = "reads-before-registering"
        /// The hub takes a cursor's number for its own, whatever history it is from.
        case trustsAnotherEpoch = "trusts-another-epoch"
        /// What waited for a slow client is sent by entity, not by cursor.
        case flushesByKey = "flushes-by-key"
        /// Who asks while a snapshot is being read shares it, and is live from then on.
        case servesLateJoiners = "serves-late-joiners"
        /// The hub tells whoever keeps one position for all topics where it is itself, while it still
        /// sends them what came before.
        case tellsAnyPosition = "tells-any-position"
        /// What waits for a loop beyond the bound is dropped, and its subscribers do not begin again.
        case dropsBeyondBound = "drops-beyond-bound"
    #endif

    /// The faults that bring it to light soonest.
    package var provokedBy: [Fault] {
        switch self {
        case .readsByID: []
        case .trustsTheLog: [.imageRestore]
        case .keepsOneCursor: [.cutLink, .clientRestart, .slowReader]
        case .stampsSnapshotsLate: [.lossyFailOver, .failOver, .nodeKilled]
        #if PLANTED_MISTAKES
            case .readsBeforeRegistering: [.nodeKilled, .cutLink, .postgresSlow]
            case .trustsAnotherEpoch: [.lossyFailOver, .cutLink]
            case .flushesByKey: [.slowReader]
            case .servesLateJoiners: [.rushForTopic, .postgresSlow]
            case .tellsAnyPosition: [.cutLink, .nodeKilled, .postgresSlow]
            case .dropsBeyondBound: [.loopHeld]
        #endif
        }
    }

    #if PLANTED_MISTAKES
        /// What the hub does wrong; nil when the mistake is not one of the hub's.
        var mistakeOfHub: PlantedMistake? {
            switch self {
            case .readsByID, .trustsTheLog, .keepsOneCursor, .stampsSnapshotsLate: nil
            case .readsBeforeRegistering: .readsBeforeRegistering
            case .trustsAnotherEpoch: .trustsAnotherEpoch
            case .flushesByKey: .flushesByKey
            case .servesLateJoiners: .servesLateJoiners
            case .tellsAnyPosition: .tellsAnyPosition
            case .dropsBeyondBound: .dropsBeyondBound
            }
        }
    #endif
}
