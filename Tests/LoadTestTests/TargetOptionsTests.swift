import ArgumentParser
import FoundationEssentials
import Glibc
import LiveClient
import Testing

@testable import loadtest

@Suite struct `Target options` {
    private let secret = "dev-secret-for-tests-0123456789abcdef"

    /// A state folder as a dev hub with this process would leave it; removed after `body`.
    private func withFolder(
        pid: Int32 = getpid(), _ body: (String) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "loadtest-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let record = """
            {"url":"http://127.0.0.1:8391","database":"x","redis":"unix:///r","pid":\(pid)}
            """
        try Data(record.utf8).write(to: folder.appending(path: "dev.json"))
        try Data("\(secret)\n".utf8).write(to: folder.appending(path: "jwt-secret"))
        try await body(folder.path)
    }

    private func target(
        _ arguments: [String], _ environment: [String: String] = [:]
    ) async throws -> HubTarget {
        try await TargetOptions.parse(arguments).target(environment: environment)
    }

    private func complaint(
        _ arguments: [String], _ environment: [String: String] = [:]
    ) async -> String {
        do {
            _ = try await target(arguments, environment)
            return ""
        } catch {
            return TargetOptions.message(for: error)
        }
    }

    @Test func `take everything from a dev hub's folder`() async throws {
        try await withFolder { folder in
            // What the environment says is about another hub.
            let target = try await target(
                ["--state", folder], ["JWT_SECRET": "x", "REDIS_URL": "redis://other"])
            #expect(target.url == ServerURL(parsing: "http://127.0.0.1:8391"))
            #expect(target.redis == "unix:///r")
            #expect(target.serverPID == getpid())
            #expect(target.tokens.isMinting)
            #expect(target.agent == .demo)
        }
    }

    @Test func `prefer what is said on the command line`() async throws {
        try await withFolder { folder in
            let target = try await target([
                "--state", folder, "--url", "ws://10.0.0.1:9/api/v1/ws", "--redis", "redis://r",
                "--server-pid", "7", "--login", "a@b.c:p:w",
            ])
            #expect(target.address == "ws://10.0.0.1:9/api/v1/ws")
            #expect(target.redis == "redis://r")
            #expect(target.serverPID == 7)
            #expect(target.agent == LoginAccount(email: "a@b.c", password: "p:w"))
        }
    }

    @Test func `take a deployment's secret and Redis from the environment`() async throws {
        let target = try await target(
            ["--url", "http://hub:80"], ["JWT_SECRET": secret, "REDIS_URL": "redis://r"])
        #expect(target.redis == "redis://r")
        #expect(target.tokens.isMinting)
        #expect(target.serverPID == nil)
    }

    @Test func `know the names that a deployment has in a Redis that it shares`() async throws {
        let environment = [
            "JWT_SECRET": secret, "REDIS_URL": "redis://r", "REDIS_PREFIX": "staging",
        ]
        let hub = ["--url", "http://hub:80"]
        #expect(try await target(hub, environment).redisPrefix == "staging")
        let other = try await target(hub + ["--redis-prefix", "blue"], environment)
        #expect(other.redisPrefix == "blue")
        // The Redis of a dev hub is its own.
        try await withFolder { folder in
            let target = try await target(["--state", folder], environment)
            #expect(target.redisPrefix == nil)
            let complaint = await complaint(["--state", folder, "--redis-prefix", "blue"])
            #expect(complaint.contains("--redis-prefix needs --redis"))
        }
    }

    @Test func `do not take a hub that is gone`() async throws {
        // The largest number of a process on Linux is 4194304.
        try await withFolder(pid: 4_194_305) { folder in
            let complaint = await complaint(["--state", folder])
            #expect(complaint.contains("no hub is running on \(folder)"))
        }
    }

    @Test(arguments: [
        (["--url", "https://hub"], "--url must be"), (["--url", "hub:80"], "--url must be"),
        (["--url", "ws://hub", "--login", "nobody"], "--login must be"),
        (["--url", "ws://hub", "--server-pid", "0"], "--server-pid must be"),
        (["--url", "ws://hub"], "JWT_SECRET"),
        (["--url", "ws://hub", "--token-file", "/nonexistent"], "--token-file /nonexistent"),
        (["--state", "/nonexistent"], "--state"),
    ])
    func `name the option that is wrong`(arguments: [String], words: String) async {
        #expect(await complaint(arguments).contains(words))
    }

    @Test func `refuse a secret that is too short`() async {
        let complaint = await complaint(["--url", "ws://hub"], ["JWT_SECRET": "short"])
        #expect(complaint.contains("JWT_SECRET must have at least 32 bytes"))
    }
}
