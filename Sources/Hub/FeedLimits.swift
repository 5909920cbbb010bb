/// What may wait for a loop.
package struct FeedLimits: Sendable {
    let entries: Int
    let bytes: Int
    let bytesPerTurn: Int
    let ephemeralEvents: Int
    let ephemeralBytes: Int
    #if PLANTED_MISTAKES
        /// A rule that is done wrong; nil but where the simulator asks for it.
        package var mistake: PlantedMistake?
    #endif

    /// Events in order and their bytes, how many bytes of them are taken in one turn, and ephemeral
    /// events and theirs.
    package init(
        entries: Int, bytes: Int, bytesPerTurn: Int, ephemeralEvents: Int, ephemeralBytes: Int
    ) {
        self.entries = entries
        self.bytes = bytes
        self.bytesPerTurn = bytesPerTurn
        self.ephemeralEvents = ephemeralEvents
        self.ephemeralBytes = ephemeralBytes
    }
}
