import Events
import LiveProtocol

/// What the benchmarks are about: an event as the booking use cases emit it.
enum Sample {
    static let epoch = Epoch(generation: 3, id: "k7q2m9")
    static let topic = Topic(.seats, "3f1c9a52-7d0e-4b8a-9c11-5e2f6a7b8c9d")

    static let payload = Array(
        """
        {"specversion":"1.0","id":"0b9f5c1e-6a2d-4f3b-8e7a-1c2d3e4f5a6b","source":"/api/v1/flights",\
        "type":"seat:locked","subject":"seat/3f1c9a52-7d0e-4b8a-9c11-5e2f6a7b8c9d/12A",\
        "time":"2026-11-21T02:30:00.123Z","sequence":"00000007",\
        "partitionkey":"seat/3f1c9a52-7d0e-4b8a-9c11-5e2f6a7b8c9d/12A",\
        "datacontenttype":"application/json","data":{"flightId":\
        "3f1c9a52-7d0e-4b8a-9c11-5e2f6a7b8c9d","designator":"12A","state":"locked","version":7,\
        "expiresAt":"2026-11-21T02:40:00.000Z"}}
        """.utf8)

    static let eventFrame = EventFrame.encode(
        topic: topic.description, cursor: cursor(1_041), prev: cursor(1_036), event: payload)

    static func cursor(_ seq: Int64) -> Cursor { Cursor(epoch: epoch, seq: seq) }

    static func entry(_ seq: Int64, on topic: Topic = topic) -> LogEntry {
        LogEntry(
            seq: seq, identity: "/api/v1/flights 0b9f5c1e-6a2d-4f3b-8e7a-1c2d3e4f5a6b",
            type: "seat:locked", subject: "seat/3f1c9a52-7d0e-4b8a-9c11-5e2f6a7b8c9d/12A",
            topics: [topic], payload: payload)
    }
}
