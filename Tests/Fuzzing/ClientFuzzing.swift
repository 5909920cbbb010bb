import Events
import LiveProtocol

/// What clients say: within the limits, the same when written again, and an error that is fit to be
/// sent.
///
/// Input: one text message.
enum ClientFuzzing {
    static func check(_ input: inout FuzzInput) {
        do throws(ClientMessageError) {
            let message = try ClientMessage.decode(input.rest())
            check(message)
            do throws(ClientMessageError) {
                let again = try ClientMessage.decode(message.encoded())
                require(again == message, "\(again) is read where \(message) was written")
            } catch {
                fatalError("property broken: \(message) written is refused: \(error)")
            }
        } catch {
            require(!error.message.isEmpty && error.message.utf8.count < 1_024, "\(error)")
            require(error.id.map(isID) ?? true, "an error's id is a good one")
            _ = ServerMessage.error(ServerError(error)).encoded()
        }
    }

    private static func check(_ message: ClientMessage) {
        switch message {
        case .auth(let id, let token):
            require(id.map(isID) ?? true, "an id keeps its limit")
            require((1...ClientMessage.tokenLimit).contains(token.utf8.count), "so does a token")
        case .subscribe(let request):
            require(isID(request.id), "an id keeps its limit")
            require((1...ClientMessage.topicLimit).contains(request.topics.count), "topics too")
            let names = Set(request.topics.map { Array($0.name.utf8) })
            require(names.count == request.topics.count, "no topic stands twice")
            require(request.types?.count ?? 1 <= ClientMessage.eventTypeLimit, "types too")
        case .unsubscribe(let id, let topics):
            require(isID(id), "an id keeps its limit")
            require((1...ClientMessage.topicLimit).contains(topics.count), "so do topics")
        case .ping(let id): require(id.map(isID) ?? true, "an id keeps its limit")
        }
    }

    private static func isID(_ text: String) -> Bool {
        (1...ClientMessage.identifierLimit).contains(text.utf8.count)
    }
}
