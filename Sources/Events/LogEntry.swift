/// A committed event with its place in the order: a row of `events`, an entry of the log.
package struct LogEntry: Sendable, Equatable {
    /// 1, 2, 3, … without a hole within an epoch.
    package let seq: Int64
    /// `source`, a space and `id` of the event: what identifies it.
    package let identity: String
    /// The CloudEvents type.
    package let type: String
    /// The entity that it is about.
    package let subject: String
    /// Where it is delivered.
    package let topics: [Topic]
    /// The CloudEvent, as JSON text, byte for byte as it was committed.
    package let payload: [UInt8]

    /// The entry with these values.
    package init(
        seq: Int64, identity: String, type: String, subject: String, topics: [Topic],
        payload: [UInt8]
    ) {
        self.seq = seq
        self.identity = identity
        self.type = type
        self.subject = subject
        self.topics = topics
        self.payload = payload
    }
}
