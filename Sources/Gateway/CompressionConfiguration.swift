package import Wire

/// When messages are compressed (RFC 7692), and what that may cost.
package struct CompressionConfiguration: Sendable {
    /// When messages to those who agreed to it are compressed.
    package enum Mode: String, Sendable, CaseIterable {
        /// Never; it is not agreed to.
        case off
        /// Whenever they are `smallest` bytes or more.
        case on
        /// When it pays as well: for several at once, or from `smallestForOne` bytes.
        case auto
    }

    /// When messages are compressed.
    ///
    /// Off: an event costs the loop as much as five writes to sockets, and saves half of the bytes;
    /// that pays where bytes are paid for.
    package var mode = Mode.off
    /// What is agreed to.
    ///
    /// No context is kept: so a message is compressed once for all who get it, and an idle
    /// connection owns nothing of zlib's.
    package var terms = PerMessageDeflate.Terms()
    /// Bytes that a message must have: a shorter one saves no packet, and hardly a byte.
    package var smallest = 128
    /// Bytes that a message for one connection must have in mode `auto`: a snapshot or a page of
    /// the history saves several packets, an answer none.
    package var smallestForOne = 1024
    /// An event of 1,285 bytes comes to 49 % in 28 µs of the loop, at level 6 to 47 % in 31 µs; 51 KB
    /// like a snapshot to 15 % in 0.4 ms, at level 6 to 8 % in 1.3 ms, which the others wait for.
    package var effort = Deflater.Effort(level: 1, memoryLevel: 8)

    /// The defaults.
    package init() {}

    /// What is agreed to; nil for nothing.
    var offered: PerMessageDeflate.Terms? { mode == .off ? nil : terms }

    /// Whether a message of so many bytes for so many connections is to be compressed.
    func pays(bytes: Int, receivers: Int) -> Bool {
        switch mode {
        case .off: false
        case .on: bytes >= smallest
        case .auto: bytes >= (receivers > 1 ? smallest : smallestForOne)
        }
    }
}
