import Accounts
import Events

/// What the hub knows of a connection.
struct Member {
    let id: ConnectionID
    var principal: Principal?
    var subscriptions: [Int32] = []
    /// What waits for the socket; nil while everything goes straight out.
    var backlog: Backlog?
    var pendingSubscribes = 0
    /// Set once `bye` was said; nothing is sent after it.
    var isLeaving = false
    /// When it is sent away, while draining.
    var leavesAt: Duration?

    init(id: ConnectionID, principal: Principal?) {
        self.id = id
        self.principal = principal
    }
}

/// Messages that wait for a full socket, in order.
struct Backlog {
    /// What a message is counted as.
    enum Kind {
        /// An event as it happens.
        case live
        /// What the client asked for, and news of the server.
        case answer
        /// A piece of the history.
        case page
    }

    private var messages: [(text: [UInt8], kind: Kind)] = []
    private var first = 0
    private var liveBytes = 0
    private var answerBytes = 0

    var isEmpty: Bool { first == messages.count }

    /// The bytes of this kind that wait; pages are not counted.
    func bytes(of kind: Kind) -> Int {
        switch kind {
        case .live: liveBytes
        case .answer: answerBytes
        case .page: 0
        }
    }

    mutating func append(_ text: [UInt8], as kind: Kind) {
        messages.append((text, kind))
        count(text.count, as: kind)
    }

    /// Takes the oldest messages, until they fill `size` bytes.
    mutating func take(_ size: Int) -> [[UInt8]] {
        var taken: [[UInt8]] = []
        var bytes = 0
        while first < messages.count && bytes < size {
            let (text, kind) = messages[first]
            taken.append(text)
            bytes += text.count
            count(-text.count, as: kind)
            first += 1
        }
        if isEmpty {
            messages = []
            first = 0
        }
        return taken
    }

    private mutating func count(_ bytes: Int, as kind: Kind) {
        switch kind {
        case .live: liveBytes += bytes
        case .answer: answerBytes += bytes
        case .page: break
        }
    }
}
