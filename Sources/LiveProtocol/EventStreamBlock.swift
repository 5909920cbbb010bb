/// The hub's messages as blocks of a stream of server-sent events (WHATWG HTML, section 9.2).
///
/// The data of a block is the message as it is. An `event` has no name there, so that a page gets
/// it in `onmessage`; every other message is named by its `op`.
package enum EventStreamBlock {
    /// A message's block.
    ///
    /// The position is its `id`: browsers send the last one back as `Last-Event-ID`.
    package static func encode(_ message: [UInt8], position: FollowerPosition) -> [UInt8] {
        var block: [UInt8] = []
        block.reserveCapacity(message.count + 64)
        var position = position
        switch ServerMessage.operation(of: message) {
        case .event?, nil: break
        case let operation?:
            append("event: ", operation.rawValue, to: &block)
            guard operation == .mark || operation == .bye else { break }
            switch try? ServerMessage.decode(message) {
            case .mark(let cursor, nil)?: position = .at(cursor)
            case .bye(_, _, let milliseconds?)?: append("retry: ", milliseconds, to: &block)
            default: break
            }
        }
        if let position = position.text { append("id: ", position, to: &block) }
        block.append(contentsOf: "data: ".utf8)
        // A line break ends the data; in JSON it can only stand between two tokens.
        block.append(contentsOf: message.lazy.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 })
        block.append(contentsOf: "\n\n".utf8)
        return block
    }

    /// What says nothing, and keeps proxies from thinking that nobody is there.
    package static let comment = Array(":\n\n".utf8)

    private static func append(
        _ field: String, _ value: some CustomStringConvertible, to block: inout [UInt8]
    ) {
        block.append(contentsOf: field.utf8)
        block.append(contentsOf: value.description.utf8)
        block.append(UInt8(ascii: "\n"))
    }
}
