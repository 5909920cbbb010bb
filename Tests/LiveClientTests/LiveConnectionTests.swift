import Events
import LiveClient
import LiveProtocol
import Net
import Synchronization
import Testing
import Wire

/// Holds the connections that a test talks to on their loop.
private final class Conductor: @unchecked Sendable {
    private let place: Loopback
    private(set) var connections: [LiveConnection] = []

    init(_ place: Loopback) { self.place = place }

    /// Begins one that would be back at once after each loss.
    func connect(_ recorder: AsyncStream<ClientAction>.Continuation) {
        var configuration = ClientMachine.Configuration()
        configuration.backoffBase = .zero
        let connection = LiveConnection(
            to: .init(address: place.address, host: "hub.test"), on: place.loop,
            machine: ClientMachine(configuration: configuration, seed: 3),
            listener: ActionRecorder(recorder))
        connections.append(connection)
        connection.start()
    }
}

/// The socket edge, against a server on the same loop.
@Suite struct `Live connections` {
    /// Everything that a connection to a scripted server hears until it has ended.
    private func actions(
        topics: [String] = ["ops"], refusals: [HTTPResponse] = [],
        told: @escaping @Sendable (LiveConnection) -> Void = { _ in },
        script: @escaping ScriptedServer.Script
    ) async throws -> [ClientAction] {
        try await Loopback.run { place in
            let (stream, continuation) = AsyncStream.makeStream(of: ClientAction.self)
            place.loop.execute {
                _ = ScriptedServer(
                    place.listener, on: place.loop, refusals: refusals, script: script)
                var configuration = ClientMachine.Configuration()
                configuration.backoffBase = .milliseconds(1)
                let connection = LiveConnection(
                    to: .init(address: place.address, host: "hub.test"), on: place.loop,
                    machine: ClientMachine(configuration: configuration, seed: 3),
                    listener: ActionRecorder(continuation, told: told))
                connection.follow(topics)
                connection.start()
            }
            var actions: [ClientAction] = []
            for await action in stream { actions.append(action) }
            return actions
        }
    }

    @Test func `hears events, answers pings and ends as the server says`() async throws {
        let heard = try await actions { _, text in
            switch text {
            case nil: [.say(welcome)]
            case "pong": [.close(4401)]
            default:
                [
                    .say(.subscribed(id: "1", topics: [.live(topic: "ops", cursor: cursor(1))])),
                    .say(.event(frame("ops", 2, prev: 1))), .ping,
                ]
            }
        }
        #expect(
            heard == [
                .welcomed, .standing(topic: "ops", cursor: cursor(1)),
                .deliver([frame("ops", 2, prev: 1)]), .ended(.closed(4401)),
            ])
    }

    @Test func `comes back with its cursor when the connection is cut`() async throws {
        let heard = try await actions { connection, text in
            switch (connection, text) {
            case (_, nil): [.say(welcome)]
            case (0, _):
                [
                    .say(.subscribed(id: "1", topics: [.live(topic: "ops", cursor: cursor(1))])),
                    .say(.event(frame("ops", 2, prev: 1))), .cut,
                ]
            case (_, #"{"op":"subscribe","id":"2","topics":[{"topic":"ops","cursor":"1.a.2"}]}"#):
                [
                    .say(.subscribed(id: "2", topics: [.resumed(topic: "ops", cursor: cursor(2))])),
                    .say(.event(frame("ops", 3, prev: 2))),
                    .say(.mark(cursor: cursor(3), topic: nil)),
                    .close(1000),
                ]
            default: [.close(4400)]
            }
        }
        #expect(
            heard == [
                .welcomed, .standing(topic: "ops", cursor: cursor(1)),
                .deliver([frame("ops", 2, prev: 1)]),
                .interrupted(.lost), .welcomed, .standing(topic: "ops", cursor: cursor(2)),
                .deliver([frame("ops", 3, prev: 2)]),
                .ended(.closed(1000)),
            ])
    }

    @Test func `tries again after 503 and gives up after 401`() async throws {
        let heard = try await actions(
            refusals: [
                HTTPResponse(status: 503, fields: ["Retry-After": "0"]), HTTPResponse(status: 401),
            ]
        ) { _, _ in [.close(1002)] }
        #expect(
            heard == [
                .interrupted(.refused(status: 503, retryAfter: .zero)),
                .ended(.refused(status: 401, retryAfter: nil)),
            ])
    }

    @Test func `knows why nobody is at the address`() async throws {
        let troubles = try await Loopback.run { place in
            let nobody = try #require(SocketAddress(numeric: "127.0.0.1", port: 1))
            let (stream, continuation) = AsyncStream.makeStream(of: ClientAction.self)
            let (troubles, trouble) = AsyncStream.makeStream(of: String?.self)
            place.loop.execute {
                let connection = LiveConnection(
                    to: .init(address: nobody, host: "hub.test"), on: place.loop,
                    machine: ClientMachine(seed: 3),
                    listener: ActionRecorder(continuation) { connection in
                        trouble.yield(connection.trouble)
                        trouble.finish()
                        connection.stop()
                    })
                connection.start()
            }
            for await _ in stream {}
            var heard: [String?] = []
            for await trouble in troubles { heard.append(trouble) }
            return heard
        }
        #expect(troubles == ["Connection refused"])
    }

    @Test func `stays away when it is told to, and comes back when it is let`() async throws {
        try await Loopback.run { place in
            let (stream, continuation) = AsyncStream.makeStream(of: ClientAction.self)
            let (others, other) = AsyncStream.makeStream(of: ClientAction.self)
            let conductor = Conductor(place)
            place.loop.execute {
                _ = ScriptedServer(place.listener, on: place.loop) { _, text in
                    text == nil ? [.say(welcome)] : []
                }
                conductor.connect(continuation)
            }
            var actions = stream.makeAsyncIterator()
            #expect(await actions.next() == .welcomed)
            place.loop.execute {
                conductor.connections[0].stayAway()
                conductor.connect(other)
            }
            #expect(await actions.next() == .interrupted(.lost))
            // One that began to connect later is there: the first one has not even begun.
            var otherActions = others.makeAsyncIterator()
            #expect(await otherActions.next() == .welcomed)
            place.loop.execute {
                continuation.yield(.fresh(since: Timestamp(seconds: 1)))
                conductor.connections[0].comeBack()
            }
            #expect(await actions.next() == .fresh(since: Timestamp(seconds: 1)))
            #expect(await actions.next() == .welcomed)
            place.loop.execute {
                for connection in conductor.connections { connection.stop() }
            }
            #expect(await actions.next() == .ended(.lost))
        }
    }

    @Test func `knows how long bye told it to stay away`() async throws {
        let pause = Mutex<Duration?>(nil)
        let heard = try await actions(
            told: { connection in pause.withLock { $0 = connection.assignedPause } }
        ) { number, text in
            guard text == nil else { return [] }
            return number == 0
                ? [
                    .say(welcome),
                    .say(
                        .bye(
                            code: .serviceRestart, reason: "r", reconnectAfterMilliseconds: 7)),
                    .close(1012),
                ] : [.say(welcome), .close(4403)]
        }
        #expect(
            heard == [
                .welcomed, .interrupted(.closed(1012)), .welcomed, .ended(.closed(4403)),
            ])
        #expect(pause.withLock { $0 } == .milliseconds(7))
    }

    @Test func `a message over many reads arrives whole`() async throws {
        let state = Array(#"{"text":"\#(String(repeating: "x", count: 150_000))"}"#.utf8)
        let heard = try await actions(topics: ["airport:LHR"]) { _, text in
            text == nil
                ? [.say(welcome)]
                : [
                    .say(.subscribed(id: "1", topics: [.snapshot(topic: "airport:LHR")])),
                    .say(
                        .snapshot(
                            topic: "airport:LHR", cursor: cursor(1), state: state, reason: nil)),
                    .close(1000),
                ]
        }
        #expect(
            heard == [
                .welcomed, .standing(topic: "airport:LHR", cursor: nil),
                .replace(topic: "airport:LHR", cursor: cursor(1), state: state),
                .ended(.closed(1000)),
            ])
    }
}
