/// Names one history of the database: a random id and the number of histories before it.
///
/// All of it is held in place: a client compares and copies positions with each event.
package struct Epoch: Hashable, Sendable, CustomStringConvertible {
    /// Rises by one with each new history; a node follows the highest it has seen.
    package let generation: Int
    private let name: Name

    /// The characters of an id, eight to a word, the first in the lowest byte; zeros are behind them.
    private struct Name: Hashable, Sendable {
        let first: UInt64
        let second: UInt64
        let third: UInt64
        let fourth: UInt64

        init(_ text: Span<UInt8>) {
            precondition(text.count <= Epoch.idLimit, "an epoch's id has 32 bytes at most")
            var words: [4 of UInt64] = [0, 0, 0, 0]
            for index in text.indices {
                words[index / 8] |= UInt64(text[index]) << UInt64(index % 8 * 8)
            }
            (first, second, third, fourth) = (words[0], words[1], words[2], words[3])
        }

        var count: Int {
            if fourth != 0 { return 24 + bytes(of: fourth) }
            if third != 0 { return 16 + bytes(of: third) }
            return second != 0 ? 8 + bytes(of: second) : bytes(of: first)
        }

        private func bytes(of word: UInt64) -> Int { 8 - word.leadingZeroBitCount / 8 }

        func write(to text: inout OutputSpan<UInt8>) {
            let words: [4 of UInt64] = [first, second, third, fourth]
            for index in words.indices {
                var word = words[index]
                while word != 0 {
                    text.append(UInt8(truncatingIfNeeded: word))
                    word >>= 8
                }
            }
        }
    }

    /// The epoch with this generation and id.
    package init(generation: Int, id: String) {
        self.generation = generation
        name = Name(id.utf8.span)
    }

    /// Reads `generation.id`.
    package init?(_ text: some StringProtocol) {
        let text = String(text)
        self.init(utf8: text.utf8.span)
    }

    /// Reads the written form from lent bytes.
    init?(utf8 text: Span<UInt8>) {
        guard let dot = text.indices.first(where: { text[$0] == UInt8(ascii: ".") }),
            let generation = decimal(text.extracting(..<dot)), generation > 0
        else { return nil }
        let id = text.extracting((dot + 1)...)
        guard (1...Self.idLimit).contains(id.count) else { return nil }
        for index in id.indices {
            guard (0x30...0x39).contains(id[index]) || (0x61...0x7A).contains(id[index]) else {
                return nil
            }
        }
        self.generation = Int(generation)
        name = Name(id)
    }

    private static let idLimit = 32

    /// 1 to 32 characters of `[a-z0-9]`.
    package var id: String {
        String(unsafeUninitializedCapacity: Self.idLimit) { buffer in
            var text = OutputSpan(buffer: buffer, initializedCount: 0)
            name.write(to: &text)
            return text.finalize(for: buffer)
        }
    }

    /// `generation.id`, which also names the epoch's keys in Redis.
    package var description: String { "\(generation).\(id)" }

    /// Adds the written form.
    func write(to text: inout OutputSpan<UInt8>) {
        appendDecimal(UInt64(generation), to: &text)
        text.append(UInt8(ascii: "."))
        name.write(to: &text)
    }

    /// Room for the written form.
    var room: Int { digitLimit(UInt64(generation)) + 1 + name.count }

    /// Leaves the end of the id out: few epochs have the same beginning.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(generation)
        hasher.combine(name.first)
    }
}
