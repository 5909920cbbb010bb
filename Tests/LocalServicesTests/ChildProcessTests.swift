import Glibc
import Testing

@testable import LocalServices

@Suite struct ChildProcessTests {
    private func sleeper() async throws -> ChildProcess {
        try await ChildProcess.launch(
            .init(program: "/bin/sleep", arguments: ["1000"], folder: "/", log: "/dev/null"))
    }

    @Test func `it tells how a program ended`() async throws {
        let program = try await ChildProcess.launch(
            .init(program: "/bin/sh", arguments: ["-c", "exit 7"], folder: "/", log: "/dev/null"))
        #expect(await program.wait() == .exited(7))
        #expect(program.status == .exited(7))
    }

    @Test func `it tells which signal ended a program, to all who wait`() async throws {
        let program = try await sleeper()
        async let first = program.wait()
        async let second = program.wait()
        program.signal(SIGKILL)
        #expect(await first == .signalled(SIGKILL))
        #expect(await second == .signalled(SIGKILL))
    }

    @Test func `a program that does not exist is an error with the reason`() async throws {
        await #expect(
            throws: LocalServiceError.notStarted(
                program: "/nowhere", reason: "No such file or directory")
        ) {
            _ = try await ChildProcess.launch(
                .init(program: "/nowhere", folder: "/", log: "/dev/null"))
        }
    }

    @Test func `it leads a session of its own and holds no file of ours`() async throws {
        let folder = try StateFolder.temporary()
        defer { try? folder.remove() }
        let log = folder.path + "/out"
        let ours = open("/dev/zero", O_RDONLY)
        defer { close(ours) }
        let program = try await ChildProcess.launch(
            .init(
                program: "/bin/sh",
                arguments: ["-c", "ls -l /proc/self/fd; cut -d' ' -f1,6 /proc/$$/stat"],
                folder: "/", log: log))
        #expect(await program.wait() == .exited(0))
        let output = try #require(Files.read(log))
        #expect(!output.contains("/dev/zero"))
        #expect(output.hasSuffix("\(program.pid) \(program.pid)\n"))
    }

    @Test func `a bounded wait ends while the program still runs`() async throws {
        let program = try await sleeper()
        #expect(await program.wait(within: .milliseconds(20)) == nil)
        program.signal(SIGTERM)
        #expect(await program.wait(within: .seconds(30)) == .signalled(SIGTERM))
    }
}
