import Net
import Wire

/// A client that does one thing wrong, again and again. *(loop)*
///
/// Once the hub has ended its connection it begins another, `renewal` beats later. What it has to
/// send waits for room, and until then nothing is added to it.
final class BadPeer: ReadinessHandler {
    private let misdeed: Misdeed
    private let address: SocketAddress
    private let source: SocketAddress?
    private let opening: [UInt8]
    private let loop: EventLoop
    private let tls: TLSDestination?
    private var session: TLSSession?
    private var descriptor: Int32 = -1
    private var watch: Watch?
    private var outgoing: [UInt8] = []
    private var isConnected = false
    /// Beats since the connection began, or since it ended.
    private var beats = 0
    /// Connections that the hub would not take.
    private(set) var failures = 0

    /// Beats between a connection and the next; a beat is a tenth of a second.
    private static let renewal = 10
    /// Changes of keys in a beat, of those that do nothing else.
    private static let keyUpdates = 2 * TLSSession.keyUpdateLimit

    /// A peer that connects with its first beat, by `tls` if it is given; `token` is for those that
    /// open a WebSocket.
    init(
        _ misdeed: Misdeed, to address: SocketAddress, host: String, from source: SocketAddress?,
        token: String, tls: TLSDestination? = nil, on loop: EventLoop
    ) {
        self.tls = tls
        self.misdeed = misdeed
        self.address = address
        self.source = source
        self.loop = loop
        var opening: [UInt8] = []
        if misdeed.opensWebSocket {
            WebSocketClientHandshake(
                nonce: [UInt8](repeating: 7, count: 16), subprotocols: ["flighthub.v1"]
            ).request(
                host: host, path: "/api/v1/ws",
                fields: [
                    "Authorization": "Bearer \(token)",
                    "Sec-WebSocket-Extensions": "permessage-deflate",
                ]
            ).write(to: &opening)
        }
        self.opening = opening + misdeed.opening
        beats = Self.renewal
    }

    /// Does what is due ten times a second.
    func beat() {
        beats += 1
        guard descriptor >= 0 else {
            if beats > Self.renewal { connect() }
            return
        }
        guard isConnected else { return }
        if misdeed.resets {
            Socket.setResetOnClose(descriptor)
            return end()
        }
        if misdeed.changesKeys { changeKeys() }
        if misdeed.reading == .bytewise, beats % 10 == 0 { readByte() }
        guard outgoing.isEmpty, !misdeed.beat.isEmpty else { return }
        outgoing = misdeed.beat
        write()
    }

    /// Lets go of the connection, and begins no other.
    func stop() { close() }

    /// Called by the loop.
    func ready(_ readiness: Readiness, tag: UInt64) {
        if !isConnected {
            guard Socket.pendingError(descriptor) == nil else {
                failures += 1
                return end()
            }
            isConnected = true
            session = tls?.session(on: descriptor)
            outgoing = opening
        }
        if let session, !session.isOpen { return shakeHands(session) }
        if readiness.contains(.write) { write() }
        guard descriptor >= 0 else { return }
        if readiness.contains(.read) {
            switch session.map({ loop.read($0) { _ in } }) ?? loop.read(descriptor, { _ in }) {
            case .bytes, .wouldBlock: break
            case .endOfStream, .failed: end()
            }
        } else if !readiness.isDisjoint(with: [.hangup, .error]) {
            end()
        }
    }

    private func connect() {
        beats = 0
        do throws(SocketError) {
            descriptor = try Socket.connect(
                to: address, from: source,
                receiveBuffer: misdeed.reading == .everything ? nil : 2_048
            ).release()
        } catch {
            failures += 1
            return
        }
        watch = loop.watch(descriptor, .write, handler: self, tag: 0)
    }

    private func shakeHands(_ session: TLSSession) {
        guard let watch else { return }
        switch session.shakeHands() {
        case .done: updateInterest()
        case .awaitsBytes: loop.update(watch, .read)
        case .awaitsRoom: loop.update(watch, .write)
        case .failed:
            failures += 1
            end()
        }
    }

    private func changeKeys() {
        guard let session, session.isOpen else { return }
        for _ in 0..<Self.keyUpdates where !session.updateKeys() { return }
    }

    private func readByte() {
        var byte: [UInt8] = [0]
        if case .failed = Socket.read(descriptor, into: &byte) { end() }
    }

    private func write() {
        while !outgoing.isEmpty {
            switch Socket.write(descriptor, outgoing) {
            case .bytes(let count): outgoing.removeFirst(count)
            case .wouldBlock: return updateInterest()
            case .endOfStream, .failed: return end()
            }
        }
        updateInterest()
    }

    private func updateInterest() {
        guard let watch else { return }
        var interest: Interest = misdeed.reading == .everything ? .read : []
        if !outgoing.isEmpty { interest.insert(.write) }
        loop.update(watch, interest)
    }

    private func end() {
        close()
        beats = 0
    }

    private func close() {
        guard descriptor >= 0 else { return }
        if let watch { loop.unwatch(watch) }
        session = nil
        FileDescriptor(owning: descriptor).close()
        descriptor = -1
        watch = nil
        outgoing = []
        isConnected = false
    }
}
