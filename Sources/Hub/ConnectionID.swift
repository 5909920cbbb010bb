/// Names a connection of this loop: its slot, and which of the slot's tenants it is.
package struct ConnectionID: Hashable, Sendable {
    /// The index of its record.
    package let slot: Int32
    /// Rises with each tenant of the slot, so that a late message finds nobody.
    package let generation: UInt32

    /// The connection in `slot` of this generation.
    package init(slot: Int32, generation: UInt32) {
        self.slot = slot
        self.generation = generation
    }
}
