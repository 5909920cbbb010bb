import Glibc
import Net

/// A worker that is a process: this program once more.
struct WorkerProcess: WorkerHome {
    private let pid: pid_t

    /// Starts a process with its end of the socket to the coordinator as standard input.
    init(socket: Int32) throws {
        defer { close(socket) }
        pid = try Self.spawn(input: socket)
    }

    /// Waits for the process: two seconds, then it is killed.
    func end(on loop: EventLoop) async {
        var status: Int32 = 0
        for _ in 0..<100 {
            if waitpid(pid, &status, WNOHANG) != 0 { return }
            try? await loop.sleep(for: .milliseconds(20))
        }
        kill(pid, SIGKILL)
        while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
    }

    private static func spawn(input: Int32) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, 0)
        let program = "/proc/self/exe"
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("loadtest"), strdup("worker")]
        arguments.append(nil)
        defer { for argument in arguments { free(argument) } }
        var pid = pid_t()
        let code = posix_spawn(&pid, program, &actions, nil, arguments, environ)
        guard code == 0 else { throw WorkerFailure.notStarted(String(cString: strerror(code))) }
        return pid
    }
}

/// A worker did not do its part.
enum WorkerFailure: Error, CustomStringConvertible {
    case notStarted(String)
    case ended
    case told(String)

    var description: String {
        switch self {
        case .notStarted(let reason): "a worker process could not be started: \(reason)"
        case .ended: "a worker process ended before its time"
        case .told(let reason): reason
        }
    }
}
