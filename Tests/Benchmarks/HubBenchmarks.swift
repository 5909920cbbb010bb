import Events
import Hub

extension Benchmark {
    /// Deciding who gets an event; performing it is the gateway's.
    static let hub = [
        Benchmark("subscribe and unsubscribe") {
            var crowd = Crowd(of: 100)
            let subscribe = Array(#"{"op":"subscribe","id":"1","topics":["airport:LHR"]}"#.utf8)
            let unsubscribe = Array(#"{"op":"unsubscribe","id":"1","topics":["airport:LHR"]}"#.utf8)
            return {
                crowd.hub.received(subscribe, from: Crowd.id(0))
                crowd.hub.received(unsubscribe, from: Crowd.id(0))
                keep(crowd.hub.takeActions())
            }
        },
        Benchmark("deliver to nobody") { delivering(to: 1, elsewhere: true) },
        Benchmark("deliver to 1") { delivering(to: 1) },
        Benchmark("deliver to 100") { delivering(to: 100) },
        Benchmark("deliver to 10,000") { delivering(to: 10_000) },
        Benchmark("deliver to 10,000, 100 of them blocked") {
            delivering(to: 10_000, blocked: 100)
        },
    ]

    private static func delivering(
        to count: Int, blocked: Int = 0, elsewhere: Bool = false
    ) -> () -> Void {
        var crowd = Crowd(of: count)
        for slot in 0..<blocked { crowd.hub.blocked(Crowd.id(Int32(slot))) }
        var seq: Int64 = 1_000
        let topic = elsewhere ? Topic(.airport, "JFK") : Sample.topic
        return {
            seq += 1
            crowd.hub.deliver([Sample.entry(seq, on: topic)])
            let actions = crowd.hub.takeActions()
            precondition(actions.isEmpty == elsewhere, "the event goes out")
            keep(actions)
            // Who is blocked takes what waits, so that it does not pile up.
            for slot in 0..<blocked where seq % 64 == 0 {
                crowd.hub.written(Crowd.id(Int32(slot)))
                crowd.hub.blocked(Crowd.id(Int32(slot)))
            }
        }
    }
}

/// A hub with clients that all follow one topic.
private struct Crowd {
    var hub: Hub

    init(of count: Int) {
        var configuration = Hub.Configuration()
        configuration.windowEntries = 100
        hub = Hub(configuration: configuration, position: Sample.cursor(1_000))
        let subscribe = Array(
            #"{"op":"subscribe","id":"1","topics":["\#(Sample.topic)"],"snapshot":false}"#.utf8)
        for slot in 0..<Int32(count) {
            hub.connected(Self.id(slot), principal: nil)
            hub.received(subscribe, from: Self.id(slot))
            _ = hub.takeActions()
        }
        precondition(hub.subscriptionCount == count, "everybody follows the topic")
    }

    static func id(_ slot: Int32) -> ConnectionID { ConnectionID(slot: slot, generation: 1) }
}
