/// The ways to cut bytes that a decoder must not notice.
enum Rechunking {
    /// Whole, byte by byte, and in two pieces split at every boundary.
    ///
    /// Long inputs are split at their ends only: their middles are all alike.
    static func all(_ bytes: [UInt8]) -> [[ArraySlice<UInt8>]] {
        let splits =
            bytes.count <= 600
            ? Array(1..<max(1, bytes.count))
            : Array(1..<64) + [bytes.count / 2] + Array(bytes.count - 32..<bytes.count)
        var ways: [[ArraySlice<UInt8>]] = [[bytes[...]]]
        ways.append(bytes.indices.map { bytes[$0...$0] })
        ways += splits.map { [bytes[..<$0], bytes[$0...]] }
        return ways
    }
}
