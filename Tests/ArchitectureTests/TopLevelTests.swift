import Testing

@Suite struct TopLevelTests {
    /// Made by tools and ignored by git.
    private let made: Set<String> = ["Package.resolved", "loadtest-results"]

    @Test func `the top level holds what the architecture says and nothing beside it`() {
        let entries = Set(SourceTree.entries(of: "").filter { !$0.hasPrefix(".") })
        let expected: Set<String> = [
            "LICENSE", "Makefile", "Package.swift", "README.md", "Sources", "Tests", "loadtest",
            "protocol",
        ]
        #expect(entries.subtracting(made) == expected)
    }
}
