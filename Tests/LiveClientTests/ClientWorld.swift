import Events
import LiveClient
import LiveProtocol
import Testing

/// A client machine in a conversation: each line is what happens, then what the machine wants.
struct ClientWorld {
    private(set) var machine: ClientMachine
    var now: Duration = .zero

    init(token: String? = nil, configuration: ClientMachine.Configuration = .init()) {
        machine = ClientMachine(configuration: configuration, token: token, seed: 1)
    }

    /// What happens, and the actions that must follow.
    mutating func step(
        _ event: (inout ClientMachine, Duration) -> Void, _ expected: ClientAction...,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        event(&machine, now)
        #expect(machine.takeActions() == expected, sourceLocation: sourceLocation)
    }

    /// What the server says, and the actions that must follow.
    mutating func hears(
        _ message: ServerMessage, _ expected: ClientAction...,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        machine.received(message.encoded(), now: now)
        #expect(machine.takeActions() == expected, sourceLocation: sourceLocation)
    }

    /// Performs an event whose actions do not matter here.
    mutating func pass(_ event: (inout ClientMachine, Duration) -> Void) {
        event(&machine, now)
        _ = machine.takeActions()
    }

    /// The delay of the one reconnect that follows the event.
    mutating func reconnectDelay(
        after event: (inout ClientMachine, Duration) -> Void
    ) throws -> Duration {
        event(&machine, now)
        let actions = machine.takeActions()
        guard actions.count == 2, case .interrupted = actions[0],
            case .connect(let delay) = actions[1]
        else { throw UnexpectedActions(actions: actions) }
        return delay
    }

    /// A client that is connected and live on `topics` from `seq` on.
    static func live(on topics: [String], at seq: Int64 = 10) -> ClientWorld {
        var world = ClientWorld()
        world.pass { machine, now in
            machine.follow(topics)
            machine.start()
            machine.opened(now: now)
            machine.received(welcome, now: now)
            let outcomes = topics.map { TopicOutcome.live(topic: $0, cursor: cursor(seq)) }
            machine.received(.subscribed(id: "1", topics: outcomes), now: now)
        }
        return world
    }
}

struct UnexpectedActions: Error {
    let actions: [ClientAction]
}

let welcome = ServerMessage.welcome(
    connectionID: "c", node: "n", heartbeatSeconds: 25, user: nil)

func cursor(_ seq: Int64, generation: Int = 1) -> Cursor {
    Cursor(epoch: Epoch(generation: generation, id: "a"), seq: seq)
}

func frame(_ topic: String, _ seq: Int64, prev: Int64?, generation: Int = 1) -> EventFrame {
    EventFrame(
        topic: topic, cursor: cursor(seq, generation: generation),
        prev: prev.map { cursor($0, generation: generation) }, event: Array("{}".utf8))
}

func subscribe(_ id: String, _ topics: WantedTopic...) -> ClientAction {
    .send(.subscribe(SubscribeRequest(id: id, topics: topics)))
}
