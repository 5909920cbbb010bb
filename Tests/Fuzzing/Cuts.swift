/// The ways to cut bytes that a decoder must not notice: whole, in two at a place, byte by byte.
enum Cuts {
    /// The pieces, each an array of its own: whoever reads past its end leaves its memory.
    static func all(of bytes: [UInt8], at place: Int) -> [[[UInt8]]] {
        let split = place % (bytes.count + 1)
        return [
            [bytes], [Array(bytes[..<split]), Array(bytes[split...])], bytes.map { [$0] },
        ]
    }

    /// Requires the same outcome of each way, and returns it.
    @discardableResult
    static func sameOutcome<Outcome: Equatable>(
        of bytes: [UInt8], at place: Int, _ decode: ([[UInt8]]) -> Outcome
    ) -> Outcome {
        let ways = all(of: bytes, at: place)
        let expected = decode(ways[0])
        for way in ways.dropFirst() {
            let outcome = decode(way)
            require(
                outcome == expected,
                "in \(way.count) pieces \(outcome), whole \(expected)")
        }
        return expected
    }
}
