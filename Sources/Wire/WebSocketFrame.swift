/// Frames as they go over the wire.
package enum WebSocketFrame {
    /// A whole frame of `payload`; a client gives a mask, a server does not.
    ///
    /// With `isCompressed` the payload is what a `Deflater` made, or the first part of it.
    package static func encode(
        _ opcode: WebSocketOpcode, _ payload: [UInt8], isFinal: Bool = true,
        isCompressed: Bool = false, mask: WebSocketMask? = nil
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(WebSocketFrameHeader.byteLimit + payload.count)
        WebSocketFrameHeader(
            isFinal: isFinal, isCompressed: isCompressed, opcode: opcode, mask: mask,
            payloadCount: payload.count
        ).write(to: &bytes)
        let start = bytes.count
        bytes.append(contentsOf: payload)
        if var mask { mask.apply(to: &bytes, from: start) }
        return bytes
    }

    /// A close frame; a reason over 123 bytes is cut at a character.
    package static func close(
        _ code: WebSocketCloseCode?, reason: String = "", mask: WebSocketMask? = nil
    ) -> [UInt8] {
        encode(.close, WebSocketClose(code: code, reason: reason).payload, mask: mask)
    }
}
