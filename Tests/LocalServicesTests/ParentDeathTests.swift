import Glibc
import Testing

@testable import LocalServices

@Suite struct ParentDeathTests {
    /// The child knows its parent's id, so both name the same folder without a word.
    private static func folder(of pid: pid_t) throws -> StateFolder {
        try StateFolder("/tmp/flighthub-test-\(pid)-orphans")
    }

    @Test func `servers end when the process that started them is killed`() async throws {
        await #expect(processExitsWith: .signal(SIGKILL)) {
            let folder = try ParentDeathTests.folder(of: getppid())
            let postgres = try await LocalPostgres.start(in: folder, .testing)
            let redis = try await LocalRedis.start(in: folder)
            try Files.write("started", to: folder.path + "/proof")
            withExtendedLifetime((postgres, redis)) { _ = kill(getpid(), SIGKILL) }
        }
        let folder = try Self.folder(of: getpid())
        defer { try? folder.remove() }
        #expect(Files.read(folder.path + "/proof") == "started")
        let gone: Bool? = await Poll.until(.seconds(30)) {
            let left =
                ProcessTable.running("postgres", in: folder.postgresData)
                + ProcessTable.running("redis-server", in: folder.redisData)
            return left.isEmpty ? true : nil
        }
        #expect(gone == true)
    }
}
