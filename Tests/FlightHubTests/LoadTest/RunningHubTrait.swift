import Testing

/// Runs all of a suite with one hub, which its tests find in `RunningHub.current`.
struct RunningHubTrait: SuiteTrait, TestScoping {
    @concurrent func provideScope(
        for test: Test, testCase: Test.Case?,
        performing function: @Sendable @concurrent () async throws -> Void
    ) async throws {
        try await RunningHub.run { hub in
            try await RunningHub.$current.withValue(hub) { try await function() }
        }
    }
}

extension Trait where Self == RunningHubTrait {
    /// One hub for all tests of the suite.
    static var runningHub: Self { RunningHubTrait() }
}
