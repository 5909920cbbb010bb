/// One thing that is measured.
struct Benchmark: Sendable {
    /// What it measures, as it stands in the baseline.
    let name: String
    /// How often a run does it.
    let operations: Int
    /// Puts everything together; what it returns is one run.
    let prepare: @Sendable () -> () -> Void

    init(_ name: String, operations: Int = 1, prepare: @escaping @Sendable () -> () -> Void) {
        self.name = name
        self.operations = operations
        self.prepare = prepare
    }

    /// All of them, in the order of a message's way through the server.
    static let all = http + frames + compression + protocols + hub
}
