import Store
import Testing

@Suite struct DatabaseCheckTests {
    @Test func `a server that does not wait for the disk is refused, except in development`()
        async throws
    {
        let configuration = PostgresConfiguration(try await TestServer.shared.makeSchema())
        try await withLoop { loop in
            await #expect(throws: DatabaseProblem.notDurable(setting: "fsync")) {
                try await DatabaseCheck(configuration).run(on: loop)
            }
            try await DatabaseCheck(configuration, durable: false).run(on: loop)
        }
    }

    @Test func `that nobody answers is one line with the reason`() async throws {
        try await withLoop { loop in
            let problem = await #expect(throws: DatabaseProblem.self) {
                try await DatabaseCheck(PostgresConfiguration("host=/nowhere")).run(on: loop)
            }
            let line = problem.map { "\($0)" } ?? ""
            #expect(line.hasPrefix("no PostgreSQL: "))
            #expect(line.contains("/nowhere"))
            #expect(!line.contains("\n"))
        }
    }
}
