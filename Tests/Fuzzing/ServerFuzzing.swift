import Events
import JSON
import LiveProtocol

/// What a server says, as a client reads it: the same when written again, and event frames read the
/// fast way and the slow way alike.
///
/// Input: one text message.
enum ServerFuzzing {
    static func check(_ input: inout FuzzInput) {
        let text = input.rest()
        guard let message = try? ServerMessage.decode(text) else { return }
        // The fast way takes the event as it is; only a whole JSON text is ever sent.
        guard (try? JSONValue.parse(text)) != nil else { return }
        do throws(ServerMessageError) {
            // Another layout of the same text goes through the JSON reader.
            let slow = try ServerMessage.decode([0x20] + text)
            require(slow == message, "\(message) with a space before it is \(slow as Any)")
        } catch {
            fatalError("property broken: \(message) with a space before it fails: \(error)")
        }
        guard isWritable(message) else { return }
        do throws(ServerMessageError) {
            let again = try ServerMessage.decode(message.encoded())
            require(again == message, "\(again as Any) is read where \(message) was written")
        } catch {
            fatalError("property broken: \(message) written fails: \(error)")
        }
    }

    /// Topics of event frames come from the topic table, so they are written without escapes.
    private static func isWritable(_ message: ServerMessage) -> Bool {
        switch message {
        case .event(let frame):
            frame.cursor != nil && (try? Topic(parsing: frame.topic)) != nil
        // Codes and times of later servers are read as the nearest that is known.
        case .error, .bye, .stale, .fresh, .subscribed: false
        default: true
        }
    }
}
