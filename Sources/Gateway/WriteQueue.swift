import Net

/// What a connection has to send: pieces that may be shared with other connections.
///
/// Empty, it owns no memory. Its numbers are of 32 bits: what waits is far below 4 GiB, and each
/// connection has them.
struct WriteQueue {
    private var pieces: [[UInt8]] = []
    private var firstPiece: UInt32 = 0
    private var writtenOfIt: UInt32 = 0
    private var bytes: UInt32 = 0

    /// The bytes that wait.
    private(set) var count: Int {
        get { Int(bytes) }
        set { bytes = UInt32(newValue) }
    }

    private var first: Int {
        get { Int(firstPiece) }
        set { firstPiece = UInt32(newValue) }
    }

    /// How much of the first piece is written.
    private var offset: Int {
        get { Int(writtenOfIt) }
        set { writtenOfIt = UInt32(newValue) }
    }

    var isEmpty: Bool { count == 0 }

    /// Adds a piece.
    mutating func append(_ piece: [UInt8]) {
        guard !piece.isEmpty else { return }
        pieces.append(piece)
        count += piece.count
    }

    /// Writes once, up to `limit` bytes gathered in `scratch`; says what the socket said.
    mutating func write(
        to descriptor: Int32, gatheringIn scratch: inout [UInt8], limit: Int
    ) -> IOResult {
        let result: IOResult
        if first == pieces.count - 1 {
            result = Socket.write(descriptor, pieces[first][offset...])
        } else {
            gather(in: &scratch, limit: limit)
            result = Socket.write(descriptor, scratch)
        }
        if case .bytes(let written) = result { remove(written) }
        return result
    }

    func gather(in scratch: inout [UInt8], limit: Int) {
        scratch.removeAll(keepingCapacity: true)
        var index = first
        var start = offset
        while index < pieces.count, scratch.count < limit {
            let end = min(pieces[index].count, start + limit - scratch.count)
            scratch.append(contentsOf: pieces[index][start..<end])
            index += 1
            start = 0
        }
    }

    mutating func remove(_ written: Int) {
        count -= written
        guard count > 0 else {
            self = WriteQueue()
            return
        }
        offset += written
        while offset >= pieces[first].count {
            offset -= pieces[first].count
            pieces[first] = []
            first += 1
        }
        if first > 64, first > pieces.count / 2 {
            pieces.removeFirst(first)
            first = 0
        }
    }
}
