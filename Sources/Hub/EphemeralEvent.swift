package import Events

/// An event that has no place in the order.
package struct EphemeralEvent: Sendable {
    /// Where it is delivered.
    package let topics: [Topic]
    /// The CloudEvents type.
    package let type: String
    /// What it is about: the newest of each takes the place of older ones.
    package let entity: String
    /// The CloudEvent, as JSON text.
    package let payload: [UInt8]

    /// An event with these values.
    package init(topics: [Topic], type: String, entity: String, payload: [UInt8]) {
        self.topics = topics
        self.type = type
        self.entity = entity
        self.payload = payload
    }
}
