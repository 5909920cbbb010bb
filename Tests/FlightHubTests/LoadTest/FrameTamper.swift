import JSON

/// Tampers with the messages that a hub sends to its WebSocket clients.
struct FrameTamper {
    private let fault: ProxyFault
    private var events = 0
    private var place: Int?
    private var random: any RandomNumberGenerator
    /// The frame that waits for the next one of its connection.
    private var held: (connection: Int, text: [UInt8])?
    /// The frame that was dropped, and must not be missed.
    private var hidden: (connection: Int, topic: String, prev: String)?
    /// How often it has tampered.
    private(set) var count = 0

    init(_ fault: ProxyFault) {
        self.fault = fault
        var seed: UInt64 = 0
        if case .dropsOne(_, let chosen) = fault { seed = chosen }
        random = Xorshift(seed: seed)
    }

    /// The messages that take the place of one that the hub sends on a connection.
    mutating func pass(_ text: [UInt8], on connection: Int) -> [[UInt8]] {
        guard text.starts(with: Self.eventStart) else { return [text] }
        events += 1
        switch fault {
        case .none, .sellsTwice: return [text]
        case .dropsOne(let block, _): return passUnlessChosen(text, of: block)
        case .swaps(let number): return swap(text, connection, number)
        case .doubles(let number): return events == number ? done([text, text]) : [text]
        case .withholds(let tick):
            let isLast = count == 0 && text.contains(#""subject":"loadtest/\#(tick)""#)
            return isLast ? done([]) : [text]
        case .dropsAndHides(let number): return hide(text, connection, number)
        case .showsOtherSeatState:
            guard count == 0, text.contains(#""type":"seat:booked""#) else { return [text] }
            return done([text.replacing(#""state":"booked""#, #""state":"blocked""#)])
        }
    }

    private static let eventStart = Array(#"{"op":"event""#.utf8)

    private mutating func done(_ messages: [[UInt8]]) -> [[UInt8]] {
        count += 1
        return messages
    }

    private mutating func passUnlessChosen(_ text: [UInt8], of block: Int) -> [[UInt8]] {
        let number = (events - 1) % block
        if number == 0 { place = Int(random.next() % UInt64(block)) }
        return number == place ? done([]) : [text]
    }

    private mutating func swap(_ text: [UInt8], _ connection: Int, _ number: Int) -> [[UInt8]] {
        if events == number {
            held = (connection, text)
            return done([])
        }
        guard let held, held.connection == connection else { return [text] }
        self.held = nil
        return [text, held.text]
    }

    private mutating func hide(_ text: [UInt8], _ connection: Int, _ number: Int) -> [[UInt8]] {
        guard events == number || hidden?.connection == connection,
            let frame = try? JSONValue.parse(text), let topic = frame["topic"]?.asString,
            let prev = frame["prev"]?.asString
        else { return [text] }
        if events == number {
            hidden = (connection, topic, prev)
            return done([])
        }
        guard let hidden, hidden.topic == topic else { return [text] }
        self.hidden = nil
        return [text.replacing(#""prev":"\#(prev)""#, #""prev":"\#(hidden.prev)""#)]
    }
}

/// Numbers that repeat themselves (Marsaglia, 2003).
private struct Xorshift: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 2 &+ 0x9E37_79B9_7F4A_7C15 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}

extension [UInt8] {
    fileprivate func contains(_ text: String) -> Bool {
        String(decoding: self, as: UTF8.self).contains(text)
    }

    fileprivate func replacing(_ old: String, _ new: String) -> [UInt8] {
        Array(String(decoding: self, as: UTF8.self).replacing(old, with: new).utf8)
    }
}
