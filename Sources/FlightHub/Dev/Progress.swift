/// Tells, step by step, what `dev` is doing before it is ready.
struct Progress: Sendable {
    /// Runs a step and tells how long it took.
    func step<Result>(
        _ name: String, _ body: () async throws -> Result
    ) async throws -> Result {
        Terminal.print("==> \(name) …")
        let began = ContinuousClock.now
        let result = try await body()
        let taken = ContinuousClock.now - began
        // What takes no time to speak of needs no second line.
        if taken >= .seconds(1) { Terminal.print("    \(name): \(Self.seconds(taken)) s") }
        return result
    }

    /// Seconds with one decimal.
    static func seconds(_ duration: Duration) -> String {
        let tenths =
            duration.components.seconds * 10
            + duration.components.attoseconds / 100_000_000_000_000_000
        return "\(tenths / 10).\(tenths % 10)"
    }
}
