/// What compressing has cost and saved on one loop.
package struct CompressionMeter: Sendable, Equatable {
    /// Messages that were compressed; one for many connections counts once.
    package private(set) var messages = 0
    /// Their bytes before.
    package private(set) var plainBytes = 0
    /// The bytes of their frames.
    package private(set) var frameBytes = 0

    /// Nothing was compressed yet.
    package init() {}

    /// Adds what another loop has counted.
    package mutating func add(_ other: Self) {
        messages += other.messages
        plainBytes += other.plainBytes
        frameBytes += other.frameBytes
    }

    mutating func count(_ plain: Int, to frame: Int) {
        messages += 1
        plainBytes += plain
        frameBytes += frame
    }
}
