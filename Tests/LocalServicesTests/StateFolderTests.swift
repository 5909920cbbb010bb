import Glibc
import Testing

@testable import LocalServices

@Suite struct StateFolderTests {
    @Test func `its name depends on the absolute path and not on how it is written`() throws {
        let plain = try StateFolder("/srv/hub/state")
        #expect(try StateFolder("/srv/./hub/x/../state/") == plain)
        #expect(try StateFolder("/srv/hub/state2").data != plain.data)
    }

    @Test func `a relative path starts at the working folder`() throws {
        let working = try #require(getcwd(nil, 0))
        defer { free(working) }
        #expect(try StateFolder("x").path == String(cString: working) + "/x")
    }

    @Test(arguments: [1, 40, 90, 104, 200])
    func `its socket paths fit the kernel's limit`(length: Int) throws {
        let folder = try StateFolder("/" + String(repeating: "d", count: length))
        #expect(folder.postgresSocket.utf8.count <= 107)
        #expect(folder.redisSocket.utf8.count <= 107)
    }

    @Test func `only one holds its lock, until it lets go`() throws {
        let folder = try StateFolder.temporary()
        defer { try? folder.remove() }
        do {
            let lock = try StateLock(folder)
            #expect(throws: LocalServiceError.inUse(folder: folder.path)) {
                _ = try StateLock(folder)
            }
            withExtendedLifetime(lock) {}
        }
        _ = try StateLock(folder)
    }

    @Test func `removing takes data, sockets and links with it`() throws {
        let folder = try StateFolder.temporary()
        try folder.make()
        try Files.write("x", to: folder.data + "/file")
        try Files.link(folder.redisLink, to: folder.redisSocket)
        try folder.remove()
        #expect(!Files.exists(folder.path))
        #expect(!Files.exists(folder.data))
        #expect(!Files.exists(folder.sockets))
        try folder.remove()
    }

    @Test func `the folder of a test process that is gone is swept by the next one`() async throws {
        let ended = try await ChildProcess.launch(
            .init(program: "/bin/true", folder: "/", log: "/dev/null"))
        _ = await ended.wait()
        let abandoned = try StateFolder("/tmp/flighthub-test-\(ended.pid)-abandoned")
        try abandoned.make()
        let fresh = try StateFolder.temporary()
        defer { try? fresh.remove() }
        #expect(!Files.exists(abandoned.path))
        #expect(!Files.exists(abandoned.data))
        #expect(Files.exists(fresh.path))
    }

    @Test(.enabled(if: geteuid() == 0, "only root's data is outside of the folder"))
    func `data whose folder was deleted by hand is swept, and no other`() throws {
        let deleted = try StateFolder.temporary()
        let kept = try StateFolder.temporary()
        defer { try? kept.remove() }
        try Files.remove(deleted.path)
        StateFolder.sweep()
        #expect(!Files.exists(deleted.data))
        #expect(!Files.exists(deleted.sockets))
        #expect(Files.exists(kept.data))
    }
}
