import JSON

/// An event as a use case emits it, before it has its place in the order.
package struct NewEvent: Sendable, Equatable {
    /// Unique together with `source`.
    package let id: UniqueID
    /// `domain:action`, such as `booking:confirmed`.
    package let type: String
    /// Where it comes from, such as `/api/v1/bookings`.
    package let source: String
    /// The one entity that it is about, such as `booking/{uuid}`.
    package let subject: String
    /// The entity's row version after the change.
    package let version: Int64
    /// When it happened.
    package let time: Timestamp
    /// The `data` member: one JSON object, as text.
    package let data: [UInt8]
    /// Where it is published; 1 to 100 topics, none twice.
    package let topics: [Topic]

    /// An event with these attributes.
    package init(
        id: UniqueID, type: String, source: String, subject: String, version: Int64,
        time: Timestamp, data: [UInt8], topics: [Topic]
    ) {
        self.id = id
        self.type = type
        self.source = source
        self.subject = subject
        self.version = version
        self.time = time
        self.data = data
        self.topics = topics
    }

    /// The CloudEvents 1.0 object in JSON: these bytes go everywhere the event goes.
    package func rendered() -> [UInt8] {
        // Eight digits at least, so that their order is that of the text.
        let sequence =
            version < 100_000_000
            ? String(String(100_000_000 + version).dropFirst()) : String(version)
        return JSONWriter.object(capacity: 384 + data.count) { json in
            json.member("specversion", "1.0")
            json.member("id", id.description)
            json.member("source", source)
            json.member("type", type)
            json.member("subject", subject)
            json.member("time", time.description)
            json.member("sequence", sequence)
            json.member("partitionkey", subject)
            json.member("datacontenttype", "application/json")
            json.member("data", raw: data)
        }
    }

    /// The most topics that one event may name; more are split over several events.
    package static let topicLimit = 100
}
