import Wire

/// What the connections of one loop share to compress and inflate messages.
///
/// A deflater for each width of window that a client asked for (seven at the most) and one
/// inflater: they keep no context, so it does not matter whose message was the last.
struct Compression {
    let configuration: CompressionConfiguration
    private var deflaters: [Int: Deflater] = [:]
    private let inflater = Inflater(keepsContext: false)
    private(set) var meter = CompressionMeter()

    init(_ configuration: CompressionConfiguration) { self.configuration = configuration }

    /// The bytes of zlib's state.
    var stateBytes: Int {
        deflaters.values.reduce(inflater.stateBytes) { $0 + $1.stateBytes }
    }

    /// What a connection that made this agreement uses; it owns something only to keep a context.
    func session(_ agreement: PerMessageDeflate) -> SessionCompression {
        SessionCompression(
            windowBits: agreement.serverWindowBits,
            inflater: agreement.clientKeepsContext
                ? Inflater(windowBits: agreement.clientWindowBits, keepsContext: true) : inflater,
            deflater: agreement.serverKeepsContext
                ? Deflater(
                    windowBits: agreement.serverWindowBits, effort: configuration.effort,
                    keepsContext: true) : nil,
            ownsInflater: agreement.clientKeepsContext)
    }

    /// A frame that any connection with a window of `windowBits` takes; `plain` when compressing
    /// makes it no smaller.
    mutating func frame(
        _ opcode: WebSocketOpcode, _ payload: [UInt8], windowBits: Int, plain: [UInt8]
    ) -> [UInt8] {
        let frame = WebSocketFrame.encode(
            opcode, deflater(windowBits).deflate(payload), isCompressed: true)
        meter.count(payload.count, to: frame.count)
        return frame.count < plain.count ? frame : plain
    }

    /// A frame for the one connection that `deflater` keeps the context of.
    ///
    /// It goes out even when it is larger: the context has it.
    mutating func frame(
        _ opcode: WebSocketOpcode, _ payload: [UInt8], by deflater: Deflater
    ) -> [UInt8] {
        let frame = WebSocketFrame.encode(opcode, deflater.deflate(payload), isCompressed: true)
        meter.count(payload.count, to: frame.count)
        return frame
    }

    private mutating func deflater(_ windowBits: Int) -> Deflater {
        if let deflater = deflaters[windowBits] { return deflater }
        let deflater = Deflater(
            windowBits: windowBits, effort: configuration.effort, keepsContext: false)
        deflaters[windowBits] = deflater
        return deflater
    }
}

/// The compression of one connection.
final class SessionCompression {
    /// The width of the window that a frame for it may use.
    let windowBits: Int
    let inflater: Inflater
    /// Its own, when it keeps the context of what it was sent.
    let deflater: Deflater?
    private let ownsInflater: Bool

    init(windowBits: Int, inflater: Inflater, deflater: Deflater?, ownsInflater: Bool) {
        self.windowBits = windowBits
        self.inflater = inflater
        self.deflater = deflater
        self.ownsInflater = ownsInflater
    }

    /// The bytes of zlib's state that are this connection's alone.
    var stateBytes: Int { (ownsInflater ? inflater.stateBytes : 0) + (deflater?.stateBytes ?? 0) }
}
