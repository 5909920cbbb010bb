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
    private var messages: [[UInt8]] = []
    private var first = 0
    /// The bytes of live events among them; what was asked for (a page, an answer) is not counted.
    private(set) var liveBytes = 0
    private var liveSizes: [Int] = []

    var isEmpty: Bool { first == messages.count }

    mutating func append(_ message: [UInt8], isLive: Bool) {
        messages.append(message)
        liveSizes.append(isLive ? message.count : 0)
        if isLive { liveBytes += message.count }
    }

    /// Takes the oldest messages, until they fill `size` bytes.
    mutating func take(_ size: Int) -> ArraySlice<[UInt8]> {
        let begin = first
        var taken = 0
        while first < messages.count && taken < size {
            taken += messages[first].count
            liveBytes -= liveSizes[first]
            first += 1
        }
        let result = messages[begin..<first]
        if first == messages.count {
            messages = []
            liveSizes = []
            first = 0
        }
        return result
    }
}
