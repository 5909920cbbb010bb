import Events
import LiveProtocol
import Relay

extension Benchmark {
    static let protocols = [
        Benchmark("client message decode") {
            let message = Array(
                """
                {"op":"subscribe","id":"2","topics":["airline:FH",{"topic":\
                "seats:3f1c9a52-7d0e-4b8a-9c11-5e2f6a7b8c9d","cursor":"3.k7q2m9.1041"}],\
                "events":["seat:booked","seat:locked"],"snapshot":false}
                """.utf8)
            return { keep(try? ClientMessage.decode(message)) }
        },
        Benchmark("event frame encode") {
            let topic = Sample.topic.description
            let (cursor, previous) = (Sample.cursor(1_041), Sample.cursor(1_036))
            return {
                keep(
                    EventFrame.encode(
                        topic: topic, cursor: cursor, prev: previous, event: Sample.payload))
            }
        },
        Benchmark("event frame decode") {
            { keep(try? ServerMessage.decode(Sample.eventFrame)) }
        },
        Benchmark("log entry parse") {
            let entry = Sample.entry(1_041)
            let fields = [
                "id", entry.identity, "type", entry.type, "subject", entry.subject, "topics",
                entry.topics.map(\.description).joined(separator: " "), "event",
                String(decoding: entry.payload, as: UTF8.self),
            ].map { Array($0.utf8) }
            let id = Array("1041-0".utf8)
            var answer = LogAnswer()
            let read: () -> [LogEntry]? = {
                answer.beginArray(of: 1, at: 0, depth: 0)
                answer.beginArray(of: 2, at: 0, depth: 1)
                answer.beginArray(of: 1, at: 1, depth: 2)
                answer.beginArray(of: 2, at: 0, depth: 3)
                answer.take(id.span, at: 0, depth: 4)
                answer.beginArray(of: fields.count, at: 1, depth: 4)
                for (index, field) in fields.enumerated() {
                    answer.take(field.span, at: index, depth: 5)
                }
                return answer.end()
            }
            precondition(read() == [entry], "the entry is read as it was")
            return { keep(read()) }
        },
    ]
}
