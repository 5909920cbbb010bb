import Events

/// Events that other services hand in: within the limits, and the same when handed in again as they
/// are passed on.
///
/// Input: one message.
enum IngressFuzzing {
    static func check(_ input: inout FuzzInput) {
        guard let event = try? IncomingEvent(message: input.rest()) else { return }
        require((1...NewEvent.topicLimit).contains(event.topics.count), "topics keep their limit")
        require(Set(event.topics).count == event.topics.count, "no topic stands twice")
        require(!event.payload.contains(0), "no NUL is passed on")
        require(!event.source.utf8.contains(0x20), "source and id can be told apart")
        let topics = event.topics.map { "\"\($0)\"" }.joined(separator: ",")
        let message = Array("{\"topics\":[\(topics)],\"event\":".utf8) + event.payload + [0x7D]
        // Topics that stood there twice made it longer.
        guard message.count <= IncomingEvent.sizeLimit else { return }
        do throws(IncomingEventError) {
            let again = try IncomingEvent(message: message)
            require(again == event, "\(again) is read where \(event) was passed on")
        } catch {
            fatalError("property broken: \(event) passed on is refused: \(error)")
        }
    }
}
