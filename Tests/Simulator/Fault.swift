/// What can go wrong.
package enum Fault: String, CaseIterable, Sendable {
    /// A client's connection breaks, and both ends hear of it.
    case cutLink = "cut-link"
    /// A client's connection carries nothing any more in one direction or both; nobody hears of it.
    case halfOpenLink = "half-open-link"
    /// Nothing arrives for a while, then everything.
    case stalledLink = "stalled-link"
    /// A client connects again while its old connection still stands: events arrive twice.
    case doubledLink = "doubled-link"
    /// A client reads slower than events come.
    case slowReader = "slow-reader"
    /// A client's program starts again with the cursors it kept.
    case clientRestart = "client-restart"
    /// A client gives a topic up and takes another.
    case changeOfTopics = "change-of-topics"
    /// Many clients begin anew on one topic within a moment, so that they meet at its snapshot.
    case rushForTopic = "rush-for-topic"
    /// A client's session ends while a node asks what it may follow.
    case sessionRevoked = "session-revoked"
    /// A node's program ends in the middle of anything.
    case nodeKilled = "node-killed"
    /// A node's machine is gone: its connections stay half open.
    case nodeLostPower = "node-lost-power"
    /// A node does nothing for a while; its kernel answers.
    case nodeFrozen = "node-frozen"
    /// The node with the lease freezes between any two of its sequencer's steps.
    case leaderFrozen = "leader-frozen"
    /// A loop of a node does nothing for a while; the rest of the node goes on.
    case loopHeld = "loop-held"
    /// A node is told to stop: it gives the lease back and sends its clients away.
    case nodeDrained = "node-drained"
    /// A node's wall clock jumps.
    case nodeClockJump = "node-clock-jump"
    /// A node cannot reach Redis.
    case redisUnreachable = "redis-unreachable"
    /// A node cannot reach PostgreSQL.
    case postgresUnreachable = "postgres-unreachable"
    /// Redis starts again with what it had.
    case redisRestart = "redis-restart"
    /// Redis starts again with nothing.
    case redisEmptied = "redis-emptied"
    /// Redis starts again with what it had a while ago.
    case redisRolledBack = "redis-rolled-back"
    /// Redis refuses writes while reads go on.
    case redisFull = "redis-full"
    /// Answers of Redis are lost: whether a write happened is unknown.
    case redisDeaf = "redis-deaf"
    /// PostgreSQL starts again.
    case postgresRestart = "postgres-restart"
    /// PostgreSQL answers late.
    case postgresSlow = "postgres-slow"
    /// A synchronous standby takes over: nothing is lost.
    case failOver = "fail-over"
    /// An asynchronous standby takes over: the last commits are lost.
    case lossyFailOver = "lossy-fail-over"
    /// A backup is restored, on a new timeline.
    case restore = "restore"
    /// A disk image is restored: the same timeline again.
    case imageRestore = "image-restore"
    /// The database's clock jumps.
    case databaseClockJump = "database-clock-jump"
    /// The oldest partitions are dropped, perhaps while they are read.
    case partitionDropped = "partition-dropped"
}
