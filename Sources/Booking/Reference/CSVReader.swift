/// Reads comma-separated values (RFC 4180) line by line.
struct CSVReader: Sequence, IteratorProtocol {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The fields of the next line; nil at the end.
    mutating func next() -> [String]? {
        guard position < bytes.count else { return nil }
        var fields: [String] = []
        repeat {
            fields.append(field())
        } while take(UInt8(ascii: ","))
        _ = take(UInt8(ascii: "\r"))
        _ = take(UInt8(ascii: "\n"))
        return fields
    }

    private mutating func field() -> String {
        guard take(UInt8(ascii: "\"")) else {
            let start = position
            while position < bytes.count, !isEnd(bytes[position]) { position += 1 }
            return String(decoding: bytes[start..<position], as: UTF8.self)
        }
        var content: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            // A quote inside of a quoted field is doubled.
            if byte == UInt8(ascii: "\""), !take(byte) { break }
            content.append(byte)
        }
        return String(decoding: content, as: UTF8.self)
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private func isEnd(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }
}
