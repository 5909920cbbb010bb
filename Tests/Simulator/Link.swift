/// A TCP connection between a client and a node: messages arrive in order, or not at all.
///
/// Bytes in flight towards the client are counted against the window of its socket. A link is cut
/// (both ends hear of it), or it goes deaf in a direction (nobody does). As an errand it brings the
/// client its next packet.
final class Link: Errand {
    /// What travels: the text of a message, or a control frame.
    enum Packet {
        case text(TextFrame)
        case ping
        case pong
        case close(UInt16)

        var size: Int { if case .text(let frame) = self { frame.text.count + 4 } else { 8 } }
    }

    /// One direction.
    struct Pipe {
        var latency: Duration
        /// Bytes a second that the far end reads; nil for as many as come.
        var rate: Int?
        /// Nothing arrives any more.
        var isDeaf = false
        /// Nothing arrives before.
        var stalledUntil: Duration = .zero
        fileprivate var lastArrival: Duration = .zero
        fileprivate var inFlight = 0
    }

    private let schedule: Schedule
    private let tally: FaultTally
    private(set) var isCut = false
    var toClient: Pipe
    var toServer: Pipe
    /// What is on its way to the client, in the order in which it arrives.
    private var packets = PacketQueue()
    /// Bytes that the sockets of both ends hold for the client.
    let window: Int

    var clientReceives: (Packet) -> Void = { _ in }
    var serverReceives: (Packet) -> Void = { _ in }
    /// There is room again; called once after `serverWaits` was set.
    var serverMayWrite: () -> Void = {}
    var serverWaits = false
    var clientLoses: () -> Void = {}
    var serverLoses: () -> Void = {}

    init(on schedule: Schedule, tally: FaultTally, latency: Duration, window: Int) {
        self.schedule = schedule
        self.tally = tally
        self.window = window
        toClient = Pipe(latency: latency)
        toServer = Pipe(latency: latency)
    }

    /// Whether the node's socket takes more.
    var hasRoom: Bool { toClient.inFlight < window }

    /// Whether the client has got all that was sent to it, and would get more.
    func isQuiet(at now: Duration) -> Bool {
        !isCut && toClient.inFlight == 0 && !toClient.isDeaf && toClient.stalledUntil <= now
    }

    func sendToClient(_ packet: Packet) {
        guard !isCut else { return }
        toClient.inFlight += packet.size
        guard !toClient.isDeaf else { return tally.bites(.halfOpenLink) }
        if toClient.isStalled(at: schedule.now) { tally.bites(.stalledLink) }
        packets.append(packet)
        schedule.at(toClient.arrival(of: packet, now: schedule.now), self)
    }

    override func proceed() {
        let packet = packets.removeFirst()
        guard !isCut, !toClient.isDeaf else { return }
        toClient.inFlight -= packet.size
        clientReceives(packet)
        guard serverWaits, hasRoom else { return }
        serverWaits = false
        serverMayWrite()
    }

    func sendToServer(_ packet: Packet) {
        guard !isCut else { return }
        guard !toServer.isDeaf else { return tally.bites(.halfOpenLink) }
        if toServer.isStalled(at: schedule.now) { tally.bites(.stalledLink) }
        schedule.at(toServer.arrival(of: packet, now: schedule.now)) { [self] in
            if !isCut, !toServer.isDeaf { serverReceives(packet) }
        }
    }

    /// Breaks the connection; what is in flight is lost, and both ends hear of it.
    func cut() {
        guard !isCut else { return }
        isCut = true
        schedule.after(toServer.latency) { [self] in serverLoses() }
        schedule.after(toClient.latency) { [self] in clientLoses() }
    }

    /// The node's end is given up: whoever had it hears nothing more.
    func leaveServerEnd() {
        serverReceives = { _ in }
        serverMayWrite = {}
        serverLoses = {}
    }

    /// Nothing arrives any more, at either end, and nobody hears of it.
    func goDead() {
        toClient.isDeaf = true
        toServer.isDeaf = true
    }
}

extension Link.Pipe {
    /// Whether what is sent now waits for the end of a stall.
    fileprivate func isStalled(at now: Duration) -> Bool { stalledUntil > now + latency }

    /// When `packet` arrives: after everything before it, and after the far end has read it.
    fileprivate mutating func arrival(of packet: Link.Packet, now: Duration) -> Duration {
        var start = max(now + latency, lastArrival, stalledUntil)
        if let rate { start += .seconds(1) * packet.size / max(1, rate) }
        lastArrival = start
        return start
    }
}
