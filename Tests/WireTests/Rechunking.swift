/// The ways to cut bytes that a decoder must not notice.
enum Rechunking {
    /// Whole, byte by byte, and in two pieces split at every boundary.
    ///
    /// Long inputs, whose middles are all alike, come in small pieces and are split at their ends.
    static func all(_ bytes: [UInt8]) -> [[ArraySlice<UInt8>]] {
        let splits =
            bytes.count <= 600
            ? Array(1..<max(1, bytes.count))
            : Array(1..<64) + [bytes.count / 2] + Array(bytes.count - 32..<bytes.count)
        let size = bytes.count <= 10_000 ? 1 : 251
        let small = stride(from: 0, to: bytes.count, by: size).map {
            bytes[$0..<min($0 + size, bytes.count)]
        }
        return [[bytes[...]], small] + splits.map { [bytes[..<$0], bytes[$0...]] }
    }
}
