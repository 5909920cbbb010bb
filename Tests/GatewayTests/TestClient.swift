import Net
import Wire

/// A client on a raw socket: writes what it is told, keeps what comes.
actor TestClient {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    private let descriptor: FileDescriptor
    /// TLS on the socket, if it is spoken.
    private(set) var tls: TLSSession?
    private var watch: Watch?
    private var interest: Interest = .read
    private var outgoing: [UInt8] = []
    private var changed: [CheckedContinuation<Void, Never>] = []
    /// How often something has changed, and up to which time whoever waits has looked.
    private var changes = 0
    private var seen = 0
    private var parser: HTTPResponseParser
    private var machine = WebSocketMachine(role: .client, messageLimit: 16 << 20)
    private var inflater: Inflater?
    /// Whether the last message or control frame came compressed.
    private(set) var cameCompressed = false
    /// What came and was not looked at yet.
    var received: [UInt8] = []
    /// Actions taken off `received` by a client that answers pings.
    private var actions: [WebSocketMachine.Action] = []
    private var answersPings = false
    /// Whether the server has ended its side, or reset the connection.
    private(set) var hasEnded = false

    /// A client that connects to `port` of this machine.
    init(to port: UInt16, on loop: EventLoop, tls destination: TLSDestination? = nil) throws {
        self.loop = loop
        parser = Self.parser()
        descriptor = try Socket.connectTCP(host: "127.0.0.1", port: port)
        tls = destination?.session(on: descriptor.number)
    }

    /// A client on a socket that is connecting, wherever to.
    init(
        on descriptor: consuming FileDescriptor, _ loop: EventLoop,
        tls destination: TLSDestination? = nil
    ) {
        self.loop = loop
        tls = destination?.session(on: descriptor.number)
        self.descriptor = descriptor
        parser = Self.parser()
    }

    /// Takes whatever a test makes the server say.
    private static func parser() -> HTTPResponseParser {
        var limits = HTTPLimits()
        limits.bodyBytes = 16 << 20
        return HTTPResponseParser(limits: limits)
    }

    /// Begins to read, and writes `text` in the same turn.
    func start(sending text: String) {
        watch = loop.watch(descriptor.number, interest) { [self] readiness in
            assumeIsolated { $0.ready(readiness) }
        }
        outgoing = Array(text.utf8)
        if tls != nil { want(interest.union(.write)) }
        if !outgoing.isEmpty { writeSome() }
    }

    /// Answers every ping from now on as soon as it comes, whatever the test is doing.
    func answerPings() {
        answersPings = true
        pong()
    }

    /// Lets go of the socket at once.
    func close() {
        if let watch { loop.unwatch(watch) }
        watch = nil
        Socket.shutdownWrite(descriptor.number)
    }

    /// Lets go of the socket so that it is reset, not ended, when the last one forgets the client.
    func abandon() {
        if let watch { loop.unwatch(watch) }
        watch = nil
        Socket.setResetOnClose(descriptor.number)
    }

    /// Ends this side; reading goes on.
    func endWriting() { Socket.shutdownWrite(descriptor.number) }

    /// Stops reading, as a client that hangs does.
    func pause() { want(interest.subtracting(.read)) }

    /// Reads again.
    func resume() { want(interest.union(.read)) }

    /// Reads once, though reading is paused: as little as the kernel keeps for a narrow client.
    func sip() {
        if !hasEnded { read() }
    }

    /// Takes compressed messages from now on; `keepsContext` as was agreed on.
    func inflate(keepsContext: Bool) {
        inflater = Inflater(keepsContext: keepsContext)
        machine = WebSocketMachine(
            role: .client, messageLimit: 16 << 20, isCompressible: true)
    }

    /// Writes, and returns when the kernel has all of it.
    func send(_ bytes: [UInt8]) async {
        outgoing += bytes
        writeSome()
        while !outgoing.isEmpty && !hasEnded { await change() }
    }

    /// Writes text.
    func send(_ text: String) async { await send(Array(text.utf8)) }

    /// Writes one byte a turn of the loop.
    func trickle(_ text: String) async {
        for byte in text.utf8 {
            await send([byte])
            await Task.yield()
        }
    }

    /// The next response; nil when the connection ends before it.
    func response(answersHead: Bool = false) async throws -> HTTPResponse? {
        while true {
            var position = 0
            let response = try parser.next(
                received.span, at: &position, answersHead: answersHead)
            received.removeFirst(position)
            if let response { return response }
            if hasEnded { return nil }
            await change()
        }
    }

    /// The next frame or message; nil when the connection ends before it.
    func action() async -> WebSocketMachine.Action? {
        while true {
            if !actions.isEmpty { return actions.removeFirst() }
            var position = 0
            if !machine.isPartial, let first = received.first { cameCompressed = first & 0x40 != 0 }
            let action = machine.next(received.span, at: &position, inflating: inflater)
            received.removeFirst(position)
            if let action { return action }
            if hasEnded { return nil }
            await change()
        }
    }

    /// Waits until the server has ended its side.
    func end() async {
        while !hasEnded { await change() }
    }

    /// Returns once something has changed since it last returned.
    func change() async {
        await withCheckedContinuation { continuation in
            guard changes == seen else { return continuation.resume() }
            changed.append(continuation)
        }
        seen = changes
    }

    private func ready(_ readiness: Readiness) {
        if let tls, !tls.isOpen { shakeHands(tls) }
        if readiness.contains(.write) { writeSome() }
        if readiness.contains(.read), !hasEnded { read() }
        if readiness.contains(.error) { fail() }
        if answersPings { pong() }
        var waiting: [CheckedContinuation<Void, Never>] = []
        swap(&waiting, &changed)
        changes += 1
        for continuation in waiting { continuation.resume() }
    }

    private func pong() {
        for action in machine.receive(received) {
            guard case .ping(let payload) = action else {
                actions.append(action)
                continue
            }
            outgoing += WebSocketFrame.encode(.pong, payload, mask: WebSocketMask(random: 3))
            writeSome()
        }
        received = []
    }

    private func read() {
        guard let tls else {
            return take(loop.read(descriptor.number) { received.append($0, 0..<$0.count) })
        }
        while tls.isOpen, !hasEnded {
            let result = loop.read(tls) { received.append($0, 0..<$0.count) }
            take(result)
            guard case .bytes = result else { return }
        }
    }

    private func take(_ result: IOResult) {
        if result == .endOfStream { fail() }
        if case .failed = result { fail() }
    }

    private func shakeHands(_ tls: TLSSession) {
        switch tls.shakeHands() {
        case .done: writeSome()
        case .awaitsBytes: want(.read)
        case .awaitsRoom: want([.read, .write])
        case .failed: fail()
        }
    }

    /// Changes its keys `count` times and writes `bytes`, of all this what the socket takes at once.
    func changeKeys(_ count: Int, then bytes: [UInt8] = []) {
        guard outgoing.isEmpty, let tls else { return }
        for _ in 0..<count where !tls.updateKeys() { break }
        outgoing = bytes
        writeSome()
    }

    /// Says the goodbye of TLS; reading goes on.
    func sayGoodbye() { tls?.sendClosure() }

    private func fail() {
        hasEnded = true
        if let watch { loop.unwatch(watch) }
        watch = nil
    }

    private func writeSome() {
        guard tls?.isOpen ?? true else { return }
        while !outgoing.isEmpty {
            switch tls?.write(outgoing[...]) ?? Socket.write(descriptor.number, outgoing) {
            case .bytes(let count): outgoing.removeFirst(count)
            case .wouldBlock: return want(interest.union(.write))
            case .endOfStream, .failed: return fail()
            }
        }
        want(interest.subtracting(.write))
    }

    private func want(_ interest: Interest) {
        self.interest = interest
        if let watch { loop.update(watch, interest) }
    }
}

extension TestClient {
    /// Throws away what came, and returns how much it was; waits when there is nothing.
    func take() async -> Int {
        while received.isEmpty && !hasEnded { await change() }
        defer { received = [] }
        return received.count
    }
}
