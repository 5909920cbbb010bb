import Events
import Gateway
import LiveProtocol
import Testing
import Wire

/// The subprotocol `cloudevents.json`, on a real socket.
@Suite struct CloudEventsDoorTests {
    private func open(
        _ server: Server, _ query: String, fields: HTTPFields = [:]
    ) async throws -> (client: TestClient, response: HTTPResponse?) {
        let client = try await server.client()
        let response = try await client.handshake(
            query: query, fields: fields, subprotocols: ["cloudevents.json"])
        return (client, response)
    }

    /// The texts that come, up to the first that holds `end`.
    private func texts(_ client: TestClient, through end: String) async -> [String] {
        var texts: [String] = []
        while let action = await client.action() {
            guard case .text(let bytes) = action else { continue }
            texts.append(String(decoding: bytes, as: UTF8.self))
            if texts.last?.contains(end) == true { break }
        }
        return texts
    }

    @Test func `every message is one CloudEvent, and events say where they stand`()
        async throws
    {
        try await Server.run { server in
            let (client, response) = try await open(
                server, "topics=airport:LHR&snapshot=false")
            #expect(response?.status == 101)
            #expect(response?.fields["Sec-WebSocket-Protocol"] == "cloudevents.json")
            let greeting = await texts(client, through: #""flighthubposition":"1.test.100""#)
            #expect(greeting.count == 3)
            #expect(greeting.allSatisfy { $0.hasPrefix(#"{"specversion":"1.0""#) })
            #expect(greeting[1].contains(#""type":"hub:subscribed""#))
            server.deliver(101...101)
            let event = await texts(client, through: "flighthubcursor")[0]
            #expect(event.hasPrefix(#"{"id":"101","#))
            #expect(
                event.hasSuffix(
                    #","flighthubtopic":"airport:LHR","flighthubcursor":"1.test.101","flighthubprev":"1.test.100","flighthubposition":"1.test.101"}"#
                ))
            let report = await server.gateway.report()
            #expect(report.webSockets == 1)
            #expect(report.streams == 0)
        }
    }

    @Test func `who comes back with a position gets what happened in between`() async throws {
        try await Server.run { server in
            server.deliver(101...103)
            let (client, _) = try await open(
                server, "topics=airport:LHR&snapshot=false&cursor=1.test.101")
            let events = await texts(client, through: #""flighthubposition":"1.test.103""#)
                .filter { $0.contains("flighthubcursor") }
            #expect(events.count == 2)
            #expect(events[0].contains(#""flighthubcursor":"1.test.102""#))
        }
    }

    @Test func `it shares a broadcast with streams and frames`() async throws {
        try await Server.run { server in
            let (events, _) = try await open(server, "topics=airport:LHR&snapshot=false")
            _ = await texts(events, through: "flighthubposition")
            let stream = try await server.client()
            await stream.askForStream("topics=airport:LHR&snapshot=false")
            #expect(await stream.streamHead() != nil)
            while let block = await stream.block(), block.id == nil {}
            let frames = try await server.client()
            _ = try await frames.open()
            await frames.say(
                #"{"op":"subscribe","id":"1","topics":["airport:LHR"],"snapshot":false}"#)
            _ = try await frames.message()
            server.deliver(101...101)
            let rendered = await texts(events, through: "flighthubcursor")
            #expect(rendered.count == 1)
            #expect(await stream.block()?.id == "1.test.101")
            guard case .event = try await frames.message() else {
                Issue.record("no event")
                return
            }
        }
    }

    @Test func `whoever speaks is closed`() async throws {
        try await Server.run { server in
            let (client, _) = try await open(server, "topics=airport:LHR")
            await client.say(#"{"op":"ping"}"#)
            #expect(await client.closeCode() == 1008)
        }
    }

    @Test func `a topic that is not for the client closes`() async throws {
        try await Server.run { server in
            let (client, response) = try await open(server, "topics=airport:LHR,ops")
            #expect(response?.status == 101)
            #expect(await client.closeCode() == 4401)
        }
    }

    @Test(arguments: [
        "", "topics=x", "topics=airport:LHR&snapshot=no", "topics=airport:LHR&topics=airport:JFK",
        "topics=airport:LHR&lastEventId=1.test.101",
    ])
    func `a query that breaks a rule is refused`(query: String) async throws {
        try await Server.run { server in
            let (_, response) = try await open(server, query)
            #expect(response?.status == 400)
        }
    }
}
