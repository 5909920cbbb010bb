import Hub
import Net
import Wire

/// What a loop knows of one of its sockets.
final class Connection {
    // In an order that leaves no gaps: 128 bytes, and one more would take 160 of the allocator.

    let id: ConnectionID
    var deadline: Deadline?
    var interest: Interest = .read
    /// How the hub's messages are written.
    var door = Door.frames
    /// Whether bytes that the session may hold will be read in the next turn.
    var isReadPlanned = false
    var watch: Watch?
    /// Whether the peer is a proxy whose word about its client counts.
    var isTrusted = false
    /// Whether the client came by TLS.
    var isSecure = false
    /// Whether this turn's end has to look at it.
    var isDirty = false
    /// Whether the socket took less than there was; more is written when it is ready.
    var isBlocked = false
    /// Whether the socket took something since the last ping went out.
    var hasMoved = false
    /// Whether the hub waits for everything to be written.
    var hubWaits = false
    /// Closed when the connection is let go.
    let descriptor: FileDescriptor
    var unwritten = WriteQueue()
    private var notedTick = UInt32.max
    /// TLS on the descriptor, if it is spoken.
    var tls: TLSSession?
    /// The peer's address, without port, or whom it speaks for by the PROXY protocol; nil for a
    /// unix socket.
    var peer: String?
    /// The address that the connection is counted under; nil when it is not counted by address.
    var countedAddress: String?
    var mode: Mode

    /// The tick of its entry in the ring of deadlines; 13 years of ticks can be noted.
    var deadlineTick: Int? {
        get { notedTick == .max ? nil : Int(notedTick) }
        set { notedTick = newValue.map { UInt32($0) } ?? .max }
    }

    init(id: ConnectionID, descriptor: consuming FileDescriptor, peer: String?, mode: Mode) {
        self.id = id
        self.descriptor = descriptor
        self.peer = peer
        self.mode = mode
    }

    /// What the bytes mean.
    enum Mode {
        /// Requests come, or are being answered.
        case http(HTTPSession)
        /// Frames come.
        case webSocket(WebSocketSession)
        /// Nothing comes: server-sent events go.
        case eventStream(EventStreamSession)
        /// What is on its way is the last: what comes is dropped, until the peer ends its side too.
        case leaving
    }

    /// How the hub's messages are written.
    enum Door {
        /// As they are, in frames of a WebSocket.
        case frames
        /// As CloudEvents, in frames of a WebSocket.
        case cloudEvents
        /// As server-sent events.
        case eventStream
    }

    /// Until when something must have happened.
    struct Deadline {
        let time: MonotonicTime
        let purpose: Purpose
    }

    /// What must have happened.
    typealias Purpose = GatewayCounters.Timeout

    /// The peer in lines for people.
    var peerName: String { peer ?? "a client on the unix socket" }

    var http: HTTPSession? {
        if case .http(let session) = mode { session } else { nil }
    }

    var webSocket: WebSocketSession? {
        if case .webSocket(let session) = mode { session } else { nil }
    }
}

/// The HTTP of a connection.
final class HTTPSession {
    var parser: HTTPRequestParser
    /// Whether a request is being answered; the next waits in `ahead`, as it does while the socket is
    /// full: so who asks on and never reads makes no answers pile up.
    var isAnswering = false
    /// Whether bytes are being parsed right now, so that an answer need not go on with `ahead`.
    var isParsing = false
    /// What came while a request was being answered, or an answer did not fit the socket.
    var ahead: [UInt8] = []
    /// Whether the peer has ended its side: what it asked is answered, then the connection ends.
    var peerEnded = false
    /// Takes the header of a proxy that begins its connections with one, until it is there.
    var proxyHeader: ProxyHeaderDecoder?
    /// Whether a request has been answered: the next one may take its time to come.
    var hasAnswered = false

    init(limits: HTTPLimits) {
        parser = HTTPRequestParser(limits: limits)
    }
}

/// The server-sent events of a connection.
final class EventStreamSession {
    /// The request, for the problem that may answer it; nil once it has begun.
    var request: RequestName?
    /// The topic that was not granted; the end follows.
    var deniedTopic: String?
    /// What the head says, beside what every stream's says.
    let fields: HTTPFields
    /// Whether the head is all that was asked for.
    let answersHead: Bool
    /// Whether the hub has admitted it, and the head is written.
    var hasBegun = false

    init(request: RequestName, fields: HTTPFields, answersHead: Bool) {
        self.request = request
        self.fields = fields
        self.answersHead = answersHead
    }
}

/// The WebSocket of a connection.
final class WebSocketSession {
    // In an order that leaves no gaps: 128 bytes, and one more would take 160 of the allocator.

    var machine: WebSocketMachine
    var frames = TokenBucket()
    /// The payload of the last ping that came while the socket was full; to be answered after it.
    var owedPong: [UInt8]?
    /// How its messages are compressed; nil when they are not.
    var compression: SessionCompression?
    /// Frames that the budget has been charged for.
    var chargedFrames: UInt32 = 0
    /// Pings since the last pong.
    var unansweredPings: UInt8 = 0

    init(machine: WebSocketMachine) {
        self.machine = machine
    }
}
