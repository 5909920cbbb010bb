import Events
import Hub

/// A hub with one connection whose socket is full now and then, by draws that a seed repeats.
struct UnsteadySocket {
    /// Two state topics and a lossless one.
    static let topics = ["airport:LHR", "seats:00000000-0000-4000-8000-000000000001", "ops"]

    var hub: Hub
    private(set) var id = ConnectionID(slot: 3, generation: 1)
    /// Whether the hub is to be told once the socket has drained.
    var hubWaits = false
    /// Whether the kernel takes nothing at the moment.
    private var isFull = false
    private var seed: UInt64

    /// A hub at 10 that gives a socket little at once; nobody is connected yet.
    init(seed: UInt64) {
        self.seed = seed
        var configuration = Hub.Configuration()
        configuration.flushSize = 400
        hub = Hub(
            configuration: configuration, position: Cursor(epoch: HubWorld.epoch, seq: 10))
    }

    /// A number below `bound`.
    mutating func random(_ bound: Int) -> Int {
        seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(seed >> 33) % bound
    }

    /// The socket gets full, if it is not.
    mutating func fill() {
        guard !isFull else { return }
        isFull = true
        hubWaits = true
        hub.blocked(id)
    }

    /// The socket drains.
    mutating func drain() {
        isFull = false
        guard hubWaits else { return }
        hubWaits = false
        hub.written(id)
    }

    /// The connection breaks; the next one has an id of its own.
    mutating func breakOff() {
        hub.disconnected(id)
        id = ConnectionID(slot: id.slot, generation: id.generation + 1)
        isFull = false
        hubWaits = false
    }
}
