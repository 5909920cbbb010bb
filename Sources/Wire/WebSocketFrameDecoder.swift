/// Takes frames apart, in chunks of any size; what a frame means is the machine's business.
struct WebSocketFrameDecoder: Sendable {
    /// The header of the frame whose payload is awaited, of what has not come yet; nil between frames.
    private(set) var header: WebSocketFrameHeader?
    /// The bytes of an incomplete header: in place, so that they cost no allocation.
    private var headerBytes = [14 of UInt8](repeating: 0)
    private var headerCount: UInt8 = 0

    /// Whether a frame has begun and not ended.
    var isPartial: Bool { header != nil || headerCount > 0 }

    /// Reads a frame's header; nil when `input` ends before it does.
    mutating func readHeader(
        _ input: Span<UInt8>, at position: inout Int, masked: Bool, compressed: Bool
    ) throws(WebSocketFailure) -> WebSocketFrameHeader? {
        if headerCount == 0, position + 1 < input.count {
            // The header is read where it stands when all of it is there, as it nearly always is.
            let count = WebSocketFrameHeader.count(second: input[position + 1])
            if position + count <= input.count {
                let header = try WebSocketFrameHeader(
                    parsing: input.extracting(position..<position + count), masked: masked,
                    compressed: compressed)
                position += count
                self.header = header
                return header
            }
        }
        while position < input.count {
            headerBytes[Int(headerCount)] = input[position]
            headerCount += 1
            position += 1
            guard headerCount >= 2,
                Int(headerCount) == WebSocketFrameHeader.count(second: headerBytes[1])
            else { continue }
            let header = try WebSocketFrameHeader(
                parsing: headerBytes.span, masked: masked, compressed: compressed)
            headerCount = 0
            self.header = header
            return header
        }
        return nil
    }

    /// Appends what there is of the payload, unmasked; true when the frame is complete.
    mutating func readPayload(
        _ input: Span<UInt8>, at position: inout Int, into bytes: inout [UInt8]
    ) -> Bool {
        guard var rest = header else { preconditionFailure("a frame has begun") }
        let count = min(rest.payloadCount, input.count - position)
        let start = bytes.count
        bytes.append(input, position..<position + count)
        rest.mask?.apply(to: &bytes, from: start)
        position += count
        rest.payloadCount -= count
        let isWhole = rest.payloadCount == 0
        header = isWhole ? nil : rest
        return isWhole
    }
}
